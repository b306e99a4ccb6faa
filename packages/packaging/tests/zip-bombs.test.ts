import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, createDeflateRaw } from 'node:zlib';
import { UNZIPPED_MAX_BYTES } from '@skein/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectZip, unpackZip } from '../src/index.ts';
import { forgeZip } from '../src/testing/forge-zip.ts';
import { makeTempFolder } from './support/temp-folder.ts';

const BOMB_BYTES = 10 * 1024 ** 3;
const REPEATED_BYTES = 16 * 1024 ** 2;
const MEMORY_MAX_BYTES = 200 * 1024 ** 2;

/** Ten gigabytes of zeros as deflate data. Flushed blocks of equal content can be repeated, so they are compressed only once. */
async function deflateZeros(): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 9 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  deflate.write(Buffer.alloc(REPEATED_BYTES));
  await new Promise<void>((resolve) => deflate.flush(constants.Z_FULL_FLUSH, resolve));
  const block = Buffer.concat(chunks);
  const endBlock = Buffer.from([0x03, 0x00]);
  return Buffer.concat([...Array<Buffer>(BOMB_BYTES / REPEATED_BYTES).fill(block), endBlock]);
}

describe('a zip bomb of 10 GB of zeros fails fast with bounded memory', () => {
  let bomb: Buffer;

  beforeAll(async () => {
    bomb = await deflateZeros();
  });

  it('one that declares its size is refused unread', async () => {
    // The field of the size has 32 bits; a declaration of 4 GB shows the same.
    const zip = forgeZip([{ name: 'zeros', packed: bomb, declaredBytes: 0xffff_fffe }]);
    await expect(inspectZip(zip)).rejects.toMatchObject({
      code: 'package_too_large',
      details: { sizeBytes: 0xffff_fffe, limitBytes: UNZIPPED_MAX_BYTES, what: 'unzipped' },
    });
  });

  it.each([0, 1, 1000, 100_000, UNZIPPED_MAX_BYTES])(
    'one that declares %i bytes is refused as soon as there are more',
    async (declaredBytes) => {
      const before = process.memoryUsage().rss;
      const zip = forgeZip([{ name: 'zeros', packed: bomb, declaredBytes }]);
      await expect(inspectZip(zip)).rejects.toThrow('"zeros" is not of the size that the zip declares');
      expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_MAX_BYTES);
    },
  );

  it('unpacking one leaves nothing behind', async () => {
    await using folder = await makeTempFolder();
    const targetDir = join(folder.path, 'code');
    const zip = forgeZip([
      { name: 'fine', content: 'x' },
      { name: 'zeros', packed: bomb, declaredBytes: 1_000_000 },
    ]);
    await expect(unpackZip(zip, targetDir)).rejects.toMatchObject({ code: 'invalid_package' });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('entries that share their data are counted once each', async () => {
    const entries = Array.from({ length: 30 }, (_, index) => ({
      name: `zeros${index}`,
      declaredBytes: 10_000_000,
      packed: Buffer.alloc(0),
    }));
    await expect(inspectZip(forgeZip(entries))).rejects.toMatchObject({ code: 'package_too_large', details: { sizeBytes: 300_000_000 } });
  });

  it('a small entry with more content than declared is refused', async () => {
    await using folder = await makeTempFolder();
    await mkdir(join(folder.path, 'x'));
    const zip = forgeZip([{ name: 'a', content: 'more than this', declaredBytes: 4 }]);
    await expect(inspectZip(zip)).rejects.toMatchObject({ code: 'invalid_package' });
  });
});

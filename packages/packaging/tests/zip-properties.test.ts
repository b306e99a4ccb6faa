import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectZip, packFiles, unpackZip } from '../src/index.ts';
import { forgeZip } from '../src/testing/forge-zip.ts';
import { readFolder } from './support/read-folder.ts';
import { refusalOf } from './support/refusal-of.ts';
import { makeTempFolder } from './support/temp-folder.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 300, ...fc.readConfigureGlobal() };
const MUTATION_RUNS: { readonly numRuns: number } = { numRuns: 3_000, ...fc.readConfigureGlobal() };
const NAME_RUNS: { readonly numRuns: number } = { numRuns: 1_000, ...fc.readConfigureGlobal() };
const TIMEOUT = { timeout: 120_000 };

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((name) => !/[/\\\0]/.test(name) && name !== '.' && name !== '..' && !/^[a-zA-Z]:/.test(name) && name.isWellFormed());
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const content = fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes));

/** Files of which none is a folder of another. */
const files = fc
  .uniqueArray(fc.tuple(path, content), { minLength: 1, maxLength: 8, selector: ([name]) => name })
  .map((entries) => entries.filter(([name]) => !entries.some(([other]) => other.startsWith(`${name}/`))))
  .map((entries) => Object.fromEntries(entries));

function filesOnly(found: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !name.endsWith('/')));
}

describe('any zip', () => {
  it('pack, check, unpack gives the same files', TIMEOUT, async () => {
    await using folder = await makeTempFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(files, async (packed) => {
        const zip = await packFiles(packed);
        const summary = await inspectZip(zip);
        const names = Object.keys(packed);
        expect(summary.files).toEqual(names.toSorted());
        expect(summary.unzippedBytes).toBe(Object.values(packed).reduce((sum, bytes) => sum + bytes.length, 0));
        run += 1;
        const targetDir = join(folder.path, String(run));
        await unpackZip(zip, targetDir);
        const expected = Object.fromEntries(names.map((name) => [name, `644 ${packed[name]?.toString('latin1')}`]));
        expect(filesOnly(await readFolder(targetDir))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('changed bytes never hang, crash or write outside the target', TIMEOUT, async () => {
    await using folder = await makeTempFolder();
    const zip = forgeZip([
      { name: 'a/b.py', content: 'print(1)\n'.repeat(50) },
      { name: 'stored', content: 'x'.repeat(40), method: 0 },
      { name: 'a/link', content: 'b.py', mode: 0o120_777 },
      { name: 'empty/', mode: 0o040_755 },
    ]);
    const change = fc.tuple(fc.nat({ max: zip.length - 1 }), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x2e, 0x2f, 0xff)));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat({ max: 40 }), async (changes, cutBytes) => {
        const mutated = Buffer.from(zip.subarray(0, zip.length - Math.max(0, cutBytes - 30)));
        for (const [index, byte] of changes) if (index < mutated.length) mutated[index] = byte;
        expect(await attempt(mutated, folder.path)).toEqual(HARMLESS);
      }),
      MUTATION_RUNS,
    );
  });

  it('an honest zip whose parts were cut, copied, moved or overwritten is unpacked or refused as a whole', TIMEOUT, async () => {
    await using folder = await makeTempFolder();
    const place = fc.nat({ max: 10_000 });
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat({ max: 60 }) }),
      fc.record({ kind: fc.constant('copy' as const), at: place, length: fc.nat({ max: 60 }), to: place }),
      fc.record({ kind: fc.constant('write' as const), at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
    );
    await fc.assert(
      fc.asyncProperty(files, fc.array(edit, { minLength: 1, maxLength: 4 }), async (packed, edits) => {
        const zip = edits.reduce(applyEdit, await packFiles(packed));
        expect(await attempt(zip, folder.path)).toEqual(HARMLESS);
      }),
      RUNS,
    );
  });

  it('names from a hostile alphabet never write outside the target', TIMEOUT, async () => {
    await using folder = await makeTempFolder();
    const hostile = fc
      .array(fc.constantFrom('.', '..', '/', '\\', 'a', 'b', '\0', 'C:', 'é', ' '), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const mode = fc.constantFrom(0o100_644, 0o040_755, 0o120_777, 0);
    const entry = fc.record({ name: hostile, content: hostile, mode });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 4 }), async (entries) => {
        expect(await attempt(forgeZip(entries), folder.path)).toEqual(HARMLESS);
      }),
      NAME_RUNS,
    );
  });
});

type Edit =
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'copy'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array };

/** Places count from the end, where the directory is: it matters most. */
function applyEdit(zip: Buffer, edit: Edit): Buffer {
  const at = zip.length - (edit.at % (zip.length + 1));
  if (edit.kind === 'write') return Buffer.concat([zip.subarray(0, at), edit.bytes, zip.subarray(at + edit.bytes.length)]);
  const copied = zip.subarray(at, at + edit.length);
  if (edit.kind === 'cut') return Buffer.concat([zip.subarray(0, at), zip.subarray(at + copied.length)]);
  const to = zip.length - (edit.to % (zip.length + 1));
  return Buffer.concat([zip.subarray(0, to), copied, zip.subarray(to)]);
}

interface Attempt {
  /** The check and the unpacking came to the same end. */
  readonly agrees: boolean;
  /** What lies in the target's parents that should not. */
  readonly strays: readonly string[];
}

const HARMLESS: Attempt = { agrees: true, strays: [] };

async function attempt(zip: Buffer, dir: string): Promise<Attempt> {
  const parentDir = join(dir, 'outer', 'inner');
  const targetDir = join(parentDir, 'code');
  await mkdir(parentDir, { recursive: true });
  const checked = await refusalOf(inspectZip(zip));
  const unpacked = await refusalOf(unpackZip(zip, targetDir));
  const isThere = (await readdir(parentDir)).includes('code');
  await rm(targetDir, { recursive: true, force: true });
  const strays = (await readdir(dir, { recursive: true })).filter((name) => !'outer/inner'.startsWith(name));
  return { agrees: checked?.message === unpacked?.message && isThere === (checked === undefined), strays };
}

import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectZip, unpackZip } from '../src/index.ts';
import type { ZipSummary } from '../src/index.ts';
import { forgeZip } from '../src/testing/forge-zip.ts';
import type { ForgedEntry } from '../src/testing/forge-zip.ts';
import { refusalOf } from './support/refusal-of.ts';
import { makeTempFolder } from './support/temp-folder.ts';

function link(name: string, target: string | Buffer): ForgedEntry {
  return { name, content: target, mode: 0o120_777 };
}

function inspectForged(entries: readonly ForgedEntry[]): Promise<ZipSummary> {
  return inspectZip(forgeZip(entries));
}

describe('symbolic links', () => {
  it('relative ones inside the package are kept', async () => {
    const links = [link('a', 'b/c'), link('b/c', '../d'), link('b/up', '..'), link('self', './b/../b'), link('missing', 'nowhere/at/all')];
    const summary = await inspectZip(forgeZip([{ name: 'd' }, ...links]));
    expect(summary.links).toEqual(['a', 'b/c', 'b/up', 'missing', 'self']);
  });

  it('one that leaves the package is refused', async () => {
    await expect(inspectForged([link('a', '..')])).rejects.toThrow('"a" leads out of the package, to ".."');
    await expect(inspectForged([link('b/a', '../../etc/passwd')])).rejects.toThrow('leads out of the package');
    await expect(inspectForged([link('b/a', 'x/../../../y')])).rejects.toThrow('leads out of the package');
  });

  it('one that leaves the package through another is refused, though its text looks harmless', async () => {
    await expect(inspectForged([link('a/b/up', '../..'), link('out', 'a/b/up/../x')])).rejects.toThrow('"out" leads out of the package');
  });

  it('an absolute one is refused', async () => {
    await expect(inspectForged([link('a', '/etc/passwd')])).rejects.toThrow('points to the absolute path "/etc/passwd"');
  });

  it('one that leads in a circle is refused', async () => {
    await expect(inspectForged([link('a', 'a')])).rejects.toThrow('"a" leads in a circle');
    await expect(inspectForged([link('a', 'b'), link('b', 'c/d'), link('c', 'a')])).rejects.toThrow('leads in a circle');
  });

  it('one without a valid target is refused', async () => {
    await expect(inspectForged([link('a', '')])).rejects.toThrow('has no valid target');
    await expect(inspectForged([link('a', 'b\0c')])).rejects.toThrow('has no valid target');
    await expect(inspectForged([link('a', Buffer.from([0xff]))])).rejects.toThrow('is not UTF-8');
    await expect(inspectForged([link('a', 'x'.repeat(1025))])).rejects.toThrow('is longer than 1024 bytes');
  });

  it('a folder cannot be a link', async () => {
    await expect(inspectForged([link('a/', 'b')])).rejects.toThrow('both a folder and a symbolic link');
  });

  it('one that leads deeper than any path is refused', async () => {
    await expect(inspectForged([link('a', `b/${'x/'.repeat(300)}`), link('b', `c/${'x/'.repeat(300)}`)])).rejects.toThrow(
      '"a" leads too deep',
    );
  });

  it('a maze of links is refused before it costs much', async () => {
    const chain = Array.from({ length: 30 }, (_, index) => link(`chain${index}`, `chain${index + 1}/${'a/../'.repeat(100)}`));
    const entrances = Array.from({ length: 1_000 }, (_, index) => link(`entrance${index}`, 'chain0'));
    await expect(inspectForged([...chain, ...entrances])).rejects.toThrow('too entangled');
  });

  it('whatever passes the check stays inside when the kernel follows it', { timeout: 120_000 }, async () => {
    const part = fc.constantFrom('..', '..', '.', 'a', 'b', 'c');
    const target = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const entry = fc.oneof(
      path.map((name) => ({ name })),
      fc.tuple(path, target).map(([name, to]) => link(name, to)),
    );
    await using folder = await makeTempFolder();
    let run = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entry, { minLength: 1, maxLength: 6, selector: ({ name }) => name }), async (entries) => {
        run += 1;
        const rootDir = join(folder.path, String(run));
        await mkdir(rootDir);
        const codeDir = join(rootDir, 'code');
        const refusal = await refusalOf(unpackZip(forgeZip(entries), codeDir));
        if (refusal === undefined) accepted += 1;
        // A refused package left nothing, and a link to nowhere leads nowhere.
        const ends = await Promise.all(entries.map(({ name }) => realpath(join(codeDir, String(name))).catch(() => codeDir)));
        expect(ends.filter((end) => !`${end}/`.startsWith(`${codeDir}/`))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

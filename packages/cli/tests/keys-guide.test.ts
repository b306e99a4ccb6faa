import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';
import type { CommandResult } from './support/skein.ts';

const GUIDE = path.resolve(import.meta.dirname, '../../../docs/guides/keys.md');

let skein: SkeinBench;
beforeAll(async () => {
  skein = await SkeinBench.start();
  skein.variables = { XDG_CONFIG_HOME: path.join(skein.dir, 'config') };
});
afterAll(() => skein[Symbol.asyncDispose]());

/** The words of a command line, with the id of a key where the guide has a stand-in for one. */
function wordsOf(line: string, keyId: string): string[] {
  return (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", '').replace('KEY_ID', keyId));
}

/** Does what the guide tells its reader, top to bottom. */
async function followGuide(text: string): Promise<readonly (CommandResult & { readonly line: string })[]> {
  const results = [];
  let keyId = '';
  for (const [, block = ''] of text.matchAll(/^```sh\n(.*?)^```$/gms)) {
    for (const [, line = ''] of block.matchAll(/^npx skein (.*)$/gm)) {
      const result = await skein.run(wordsOf(line, keyId));
      keyId = /^ +id +(\S+)$/m.exec(result.output)?.[1] ?? keyId;
      results.push({ line, ...result });
    }
  }
  return results;
}

test('the guide to keys does what it says', { timeout: 120_000 }, async () => {
  const results = await followGuide(await readFile(GUIDE, 'utf8'));
  expect(results.map(({ line }) => line.split(' ')[1])).toEqual(['create', 'list', 'create', 'create', 'rotate', 'revoke']);
  for (const result of results) expect(result).toMatchObject({ exitCode: 0 });
  const shop = await skein.run(['list', '--profile', 'shop']);
  expect(shop).toMatchObject({ exitCode: 1, remarks: expect.stringContaining('has been revoked') });
  // The key of a profile is not sent to another server.
  const elsewhere = await skein.run(['list', '--profile', 'admin', '--endpoint', skein.url.replace('127.0.0.1', 'localhost')]);
  expect(elsewhere.remarks).toContain('The request carries no key.');
  expect((await skein.run(['list', '--profile', 'none'])).remarks).toContain('There is no profile none');
});

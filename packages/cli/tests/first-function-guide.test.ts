import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';
import type { CommandResult } from './support/skein.ts';

const GUIDE = path.resolve(import.meta.dirname, '../../../docs/guides/first-function.md');

let skein: SkeinBench;
beforeAll(async () => {
  skein = await SkeinBench.start();
});
afterAll(() => skein[Symbol.asyncDispose]());

function wordsOf(line: string): string[] {
  return (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
}

/** Does what each block of the guide tells its reader, top to bottom; answers are compared with the command before them. */
async function followGuide(text: string): Promise<[string, CommandResult][]> {
  const results: [string, CommandResult][] = [];
  for (const [, language, block = ''] of text.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'python') await writeFile(path.join(skein.dir, 'hello/app.py'), block);
    if (language === 'json') expect(JSON.parse(results.at(-1)?.[1].output ?? '')).toEqual(JSON.parse(block));
    if (language !== 'sh') continue;
    for (const [, line = ''] of block.matchAll(/^npx skein (.*)$/gm)) results.push([line, await skein.run(wordsOf(line))]);
  }
  return results;
}

test('the guide to the first function does what it says', { timeout: 120_000 }, async () => {
  const results = await followGuide(await readFile(GUIDE, 'utf8'));
  const failing = "invoke hello --payload '{}'";
  expect(results.map(([line]) => wordsOf(line)[0])).toEqual([
    'init',
    'deploy',
    'invoke',
    'deploy',
    'invoke',
    'invoke',
    'list',
    'show',
    'logs',
    'delete',
  ]);
  for (const [line, result] of results) expect({ line, ...result }).toMatchObject({ exitCode: line === failing ? 3 : 0 });
  expect(results[4]?.[1].remarks).toContain('counting one two three');
  expect(JSON.parse(results[5]?.[1].output ?? '')).toMatchObject({ errorType: 'KeyError' });
});

import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SkeinClient } from '@skein/client';
import type { ExecutionEvent } from '@skein/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const SKEIN = path.resolve(import.meta.dirname, '../../packages/cli/bin/skein.mjs');

let server: TestServer;
let client: SkeinClient;
beforeAll(async () => {
  server = await startTestServer();
  client = new SkeinClient(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Runs the commands of an example's README, and gives what each has written. */
async function followReadme(example: string): Promise<readonly string[]> {
  const readme = await readFile(path.join(EXAMPLES, example, 'README.md'), 'utf8');
  const outputs: string[] = [];
  for (const [, words = ''] of readme.matchAll(/^npx skein (.*)$/gm)) {
    const options = { cwd: path.dirname(EXAMPLES), env: { ...process.env, SKEIN_ENDPOINT: server.url } };
    outputs.push((await promisify(execFile)(process.execPath, [SKEIN, ...words.split(' ')], options)).stdout);
  }
  return outputs;
}

/** The last line that is no part of the picture: what `flow run` prints of the output. */
function outputOf(text: string | undefined): unknown {
  return JSON.parse(text?.trimEnd().split('\n').at(-1) ?? '');
}

async function eventsOf(workflow: string, newest = 0): Promise<readonly ExecutionEvent[]> {
  const definition = await readFile(path.join(EXAMPLES, `flow-${workflow}`, 'flow.yaml'), 'utf8');
  await client.workflows.put(workflow, 'flow', definition);
  const executions = await client.workflows.listExecutions(workflow, 10);
  return await client.workflows.events({ workflow, execution: executions[newest]?.name ?? '' });
}

function entered(events: readonly ExecutionEvent[], name: string): number[] {
  return events.filter(({ type, details }) => type.endsWith('StateEntered') && details?.['name'] === name).map(({ id }) => id);
}

function exited(events: readonly ExecutionEvent[], name: string): number {
  return events.find(({ type, details }) => type.endsWith('StateExited') && details?.['name'] === name)?.id ?? Number.NaN;
}

describe("Examples: word count over the shipped books (foreach, merge), a diamond, the image recogniser's switch with a join behind it", () => {
  test('word count over the 8 books with 3 functions returns merged counts equal to a direct count; count runs once per file in parallel', async () => {
    const outputs = await followReadme('flow-book-words');
    const folder = path.join(EXAMPLES, 'flow-book-words/list/books');
    const texts = await Promise.all((await readdir(folder)).map((file) => readFile(path.join(folder, file), 'utf8')));
    const words = texts.flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []);
    expect(outputOf(outputs[1])).toEqual({
      books: 8,
      words: words.length,
      top: [...new Set(words)]
        .map((word): [string, number] => [word, words.filter((other) => other === word).length])
        .toSorted(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1))
        .slice(0, 5),
    });
    const events = await eventsOf('book-words');
    const scheduled = events.filter(({ type }) => type === 'LambdaFunctionScheduled');
    expect(scheduled.map(({ details }) => details?.['resource']).filter((resource) => resource === 'book-count')).toHaveLength(8);
    const firstAnswer = events.find(({ type, id }) => type === 'LambdaFunctionSucceeded' && id > exited(events, 'list'));
    const beforeAnswer = events.filter(({ type, id }) => type === 'MapIterationStarted' && id < (firstAnswer?.id ?? 0));
    expect(beforeAnswer).toHaveLength(8);
  }, 150_000);

  test('diamond: add runs exactly once, after both', async () => {
    const outputs = await followReadme('flow-diamond');
    const { number, square, cube, sum } = outputOf(outputs[1]) as Record<'number' | 'square' | 'cube' | 'sum', number>;
    expect([square, cube, sum]).toEqual([number ** 2, number ** 3, number ** 2 + number ** 3]);
    const events = await eventsOf('diamond');
    expect(entered(events, 'add')).toHaveLength(1);
    expect(entered(events, 'add')[0]).toBeGreaterThan(Math.max(exited(events, 'square'), exited(events, 'cube')));
  }, 150_000);

  test('image check: mosaic runs once for a bad image or a bad word, and is skipped for neither', async () => {
    const [, beach, curse, red] = await followReadme('flow-image-check');
    expect(outputOf(beach)).toEqual({ illegal: false, text: 'a good day at the beach', mosaic: null });
    expect(outputOf(curse)).toMatchObject({ illegal: false, text: 'damned sunday', mosaic: { rows: expect.any(Array) } });
    expect(outputOf(red)).toMatchObject({ illegal: true, text: null, mosaic: { rows: expect.any(Array) } });
    expect(beach).toMatch(/◌.* mosaic +skipped/);
    expect(red).toMatch(/●.* mosaic +done/);
    expect(red).toMatch(/◌.* translate +skipped/);
    expect(entered(await eventsOf('image-check', 2), 'mosaic')).toHaveLength(0);
    expect(entered(await eventsOf('image-check', 1), 'mosaic')).toHaveLength(1);
    expect(entered(await eventsOf('image-check', 0), 'mosaic')).toHaveLength(1);
  }, 150_000);
});

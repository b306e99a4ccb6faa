import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SKEIN = path.join(ROOT, 'packages/cli/bin/skein.mjs');

const ANSWERS: Readonly<Record<string, unknown>> = {
  'word-count': { words: expect.any(Number), top: [['the', expect.any(Number)], expect.any(Array), expect.any(Array)] },
  'csv-report': { rows: ['Accra', 'Hanoi', 'Oslo', 'Quito', 'Rome'].map((group) => ({ group, total: expect.any(Number) })) },
  'json-api': { status: 200, body: { number: 7, square: 49 } },
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(Object.keys(ANSWERS))('the example %s', (name) => {
  test('does what its README says', { timeout: 120_000 }, async () => {
    const readme = await readFile(path.join(ROOT, 'examples', name, 'README.md'), 'utf8');
    const commands = [...readme.matchAll(/^npx skein (.*)$/gm)].map(([, words = '']) => words.split(' '));
    expect(commands.map(([command]) => command)).toEqual(['deploy', 'invoke', 'delete']);
    const outputs: string[] = [];
    for (const words of commands) {
      const options = { cwd: ROOT, env: { ...process.env, SKEIN_ENDPOINT: server.url } };
      outputs.push((await promisify(execFile)(process.execPath, [SKEIN, ...words], options)).stdout);
    }
    expect(JSON.parse(outputs[1] ?? '')).toEqual(ANSWERS[name]);
  });
});

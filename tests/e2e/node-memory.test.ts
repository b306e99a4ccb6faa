import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 180_000 };

/** Keeps so many MB, and makes garbage that is many times the function's memory, of a kind. */
const BODY = `
const kept = [];
const record = (i) => ({ i, values: new Array(110).fill(i) });
const kinds = {
  // Lives for a moment, as the rows of a page do, and gets old meanwhile.
  records(rounds) {
    const page = [];
    for (let i = 0; i < rounds * 5_000; i += 1) {
      page.push(record(i));
      if (page.length > 4_000) page.splice(0, 3_500);
    }
  },
  documents(rounds) {
    const text = JSON.stringify(Array.from({ length: 10_000 }, (_, i) => ({ i, name: 'n' + i })));
    for (let i = 0; i < rounds; i += 1) JSON.parse(text);
  },
  strings(rounds) {
    for (let i = 0; i < rounds; i += 1) {
      let text = '';
      for (let j = 0; j < 20_000; j += 1) text += 'abcdefgh' + j;
      Buffer.byteLength(text);
    }
  },
  buffers(rounds) {
    for (let i = 0; i < rounds * 4; i += 1) Buffer.alloc(2 << 20, 1);
  },
  arrays(rounds) {
    for (let i = 0; i < rounds * 2; i += 1) new Array(500_000).fill(i);
  },
  smallBuffers(rounds) {
    for (let i = 0; i < rounds * 50; i += 1) Buffer.alloc(100 << 10, 1);
  },
};
async function run({ keepMb, kind, rounds }) {
  while (kept.length < keepMb * 1024) kept.push(record(kept.length));
  kinds[kind]?.(rounds);
  return kept.length;
}
`;
const SOURCES = {
  'a CommonJS module': { 'index.js': `${BODY}exports.handler = run;\n` },
  'an ES module': { 'index.mjs': `${BODY}export const handler = run;\n` },
};
const RUNTIMES = ['nodejs20.x', 'nodejs24.x'];
/** MB of memory, and of objects that are kept. */
const SIZES = [
  [128, 40],
  [256, 100],
] as const;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const functionName = (...parts: readonly (string | number)[]): string => parts.join('-').replaceAll(/[^\w-]/g, '');

describe.each(RUNTIMES)('a function of %s that keeps less than its memory and makes much garbage', (runtime) => {
  test.each(SIZES)('is not ended for it: %i MB', TIMEOUT, async (MemorySize, keepMb) => {
    for (const [form, files] of Object.entries(SOURCES)) {
      const name = functionName(runtime, form, MemorySize);
      await server.create(name, { files, runtime, handler: 'index.handler', settings: { MemorySize, Timeout: 120 } });
      for (const kind of ['records', 'documents', 'strings', 'arrays', 'buffers', 'smallBuffers']) {
        // Each kind begins with a new sandbox: what the last one left behind is no matter.
        await server.call('PUT', `/2015-03-31/functions/${name}/configuration`, { Description: kind });
        const { text } = await server.invoke(name, JSON.stringify({ keepMb, kind, rounds: 30 }));
        expect([form, kind, text]).toEqual([form, kind, String(keepMb * 1024)]);
      }
    }
  });

  test('is ended with Runtime.OutOfMemory when it keeps more', TIMEOUT, async () => {
    const name = functionName(runtime, 'exhausted');
    await server.create(name, { files: SOURCES['an ES module'], runtime, handler: 'index.handler', settings: { Timeout: 120 } });
    const { status, headers, text } = await server.invoke(name, JSON.stringify({ keepMb: 300 }));
    expect([status, headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(text)).toMatchObject({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringContaining('Runtime exited with error: signal: killed') as string,
    });
  });
});

import { INIT_FREE_MS } from '@skein/contracts';
import { expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';

const TIMEOUT_SECONDS = 30;
/** Enough for a busy machine to begin with a call. */
const SLACK_MS = 3_000;

/** Code that takes so long to load, and then says what is left of its timeout, in ms. */
function slowToLoad(loadMs: number): string {
  return `import time\ntime.sleep(${loadMs / 1_000})\ndef handler(event, context):\n    return context.get_remaining_time_in_millis()\n`;
}

test('INIT_FREE_MS: loading within the limit leaves the whole timeout, what it takes past it counts', { timeout: 120_000 }, async () => {
  await using server = await startTestServer({ WARM_POOL_SIZE: '0' });
  const leftMs = async (name: string, loadMs: number): Promise<number> => {
    await server.create(name, { files: { 'app.py': slowToLoad(loadMs) }, settings: { Timeout: TIMEOUT_SECONDS } });
    return Number((await server.invoke(name, '{}')).text);
  };
  const [within, past] = await Promise.all([leftMs('within', INIT_FREE_MS / 2), leftMs('past', INIT_FREE_MS + SLACK_MS)]);
  expect(within).toBeGreaterThan(TIMEOUT_SECONDS * 1_000 - SLACK_MS);
  expect(past).toBeLessThanOrEqual(TIMEOUT_SECONDS * 1_000 - SLACK_MS);
  expect(past).toBeGreaterThan(0);
});

/** The figures of a REPORT line, in ms. */
function reportedMs(log: string): { readonly durationMs: number; readonly billedMs: number; readonly initMs: number } {
  const figure = (name: string): number => Number(new RegExp(`\\t${name}: (\\d+(?:\\.\\d+)?) ms`).exec(log)?.[1]);
  return { durationMs: figure('Duration'), billedMs: figure('Billed Duration'), initMs: figure('Init Duration') };
}

test.each([
  ['exits', 'import os, time\ntime.sleep(1)\nos._exit(3)'],
  ['throws', 'import time\ntime.sleep(1)\nraise ValueError()'],
  ['takes longer than it may', 'import time\ntime.sleep(60)'],
])('throwing at import: the time of code that %s while it is loaded is billed once', { timeout: 120_000 }, async (_what, source) => {
  await using server = await startTestServer({ WARM_POOL_SIZE: '0' });
  await server.create('fails', { files: { 'app.py': source }, settings: { Timeout: 1 } });
  const startedMs = performance.now();
  const answer = await server.invoke('fails', '{}', { 'x-amz-log-type': 'Tail' });
  const elapsedMs = performance.now() - startedMs;
  expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
  const { durationMs, billedMs, initMs } = reportedMs(Buffer.from(answer.headers.get('x-amz-log-result') ?? '', 'base64').toString());
  expect(initMs).toBeGreaterThanOrEqual(1_000);
  expect(initMs).toBeLessThanOrEqual(INIT_FREE_MS);
  expect(durationMs + initMs).toBeLessThanOrEqual(elapsedMs);
  expect(billedMs).toBeLessThanOrEqual(Math.ceil(elapsedMs));
});

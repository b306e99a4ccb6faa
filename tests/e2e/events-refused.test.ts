import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const CODE = `
import time
def handler(event, context):
    time.sleep(event.get("seconds", 0))
    if event.get("fail"):
        raise ValueError("no good")
    print("done", event)
`;
const EVENT = { 'x-amz-invocation-type': 'Event' };

interface Shown {
  readonly status: string;
  readonly refusals: number;
}

let server: TestServer;

beforeAll(async () => {
  // Room for one of the functions at a time.
  server = await startTestServer({ EVENT_RETRY_SECONDS: '3600', MEMORY_BUDGET_MB: '300' });
  for (const name of ['first', 'second'])
    await server.create(name, { files: { 'app.py': CODE }, settings: { MemorySize: 256, Timeout: 60 } });
});
afterAll(() => server[Symbol.asyncDispose]());

async function send(name: string, event: object): Promise<string> {
  const answer = await server.invoke(name, JSON.stringify(event), EVENT);
  expect(answer.status).toBe(202);
  return answer.headers.get('x-amzn-requestid') ?? '';
}

async function read<Result>(urlPath: string): Promise<Result> {
  return JSON.parse((await server.call('GET', urlPath)).text) as Result;
}

async function untilExpired(id: string): Promise<object> {
  for (;;) {
    const shown = await read<Shown>(`/v1/events/${id}`);
    if (shown.status === 'EXPIRED') return shown;
    await pause(10);
  }
}

describe('throttles and system errors with backoff up to MaximumEventAge', () => {
  test('an event that finds no room waits, says why, and runs when there is room', async () => {
    const running = server.invoke('first', JSON.stringify({ seconds: 10 }));
    while (!(await server.call('GET', '/metrics')).text.includes('skein_sandboxes_busy 1\n')) await pause(10);
    const id = await send('second', {});
    for (let refusals = 0; refusals === 0; await pause(10)) ({ refusals } = await read<Shown>(`/v1/events/${id}`));
    expect(await read(`/v1/events/${id}`)).toMatchObject({ status: 'QUEUED', attempts: 0, error: expect.stringContaining('No room') });
    expect((await running).status).toBe(200);
    for (let status = 'QUEUED'; status !== 'SUCCEEDED'; await pause(20)) ({ status } = await read<Shown>(`/v1/invocations/${id}`));
  });

  test('EXPIRED with the error, listed and re-driven: an event whose next run would be past the age that was set', async () => {
    await server.call('PUT', '/2019-09-25/functions/first/event-invoke-config', { MaximumEventAgeInSeconds: 60 });
    const id = await send('first', { fail: true });
    const expired = { id, status: 'EXPIRED', attempts: 1, error: 'handler_error: ValueError: no good' };
    expect(await untilExpired(id)).toMatchObject(expired);
    expect(await read('/v1/events?status=EXPIRED')).toMatchObject({ events: [expired] });
    const redriven = JSON.parse((await server.call('POST', `/v1/events/${id}/redrive`)).text) as object;
    expect(redriven).toMatchObject({ id, status: 'QUEUED', attempts: 0, settledAtMs: null });
    expect(await untilExpired(id)).toMatchObject(expired);
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { EVENT_BODY_MAX_BYTES } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

const EVENT = { 'x-amz-invocation-type': 'Event' };
const CODE = `
def handler(event, context):
    print("seen", event if isinstance(event, (int, str)) and len(str(event)) < 50 else len(str(event)))
    if event == "fail":
        raise ValueError("no good")
`;

interface Shown {
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ EVENT_RETRY_SECONDS: '0,0' });
  await server.create('worker', { files: { 'app.py': CODE } });
});
afterAll(() => server[Symbol.asyncDispose]());

function send(body: string, functionName = 'worker'): Promise<Answer> {
  return server.invoke(functionName, body, EVENT);
}

function idOf({ headers }: Answer): string {
  return headers.get('x-amzn-requestid') ?? '';
}

async function read<Result>(urlPath: string): Promise<Result> {
  return JSON.parse((await server.call('GET', urlPath)).text) as Result;
}

/** Waits until the invocation of an event has this status, and gives its log. */
async function untilStatus(id: string, status: string): Promise<string> {
  for (;;) {
    const shown = await read<{ status: string; log: string }>(`/v1/invocations/${id}`);
    if (shown.status === status) return shown.log;
    await pause(10);
  }
}

async function untilStatusIsNot(id: string, status: string): Promise<string> {
  for (;;) {
    const shown = await read<{ status: string; log: string }>(`/v1/invocations/${id}`);
    if (shown.status !== status) return shown.log;
    await pause(10);
  }
}

async function untilGivenUp(id: string): Promise<Shown> {
  for (;;) {
    const shown = await read<Shown>(`/v1/events/${id}`);
    if (shown.status !== 'QUEUED') return shown;
    await pause(10);
  }
}

describe('Events. Invoke with InvocationType=Event', () => {
  test('202 after the durable commit, and the function runs', async () => {
    const answer = await send('"hello"');
    expect([answer.status, answer.text]).toEqual([202, '']);
    expect(await untilStatus(idOf(answer), 'SUCCEEDED')).toContain('seen hello');
    // Its run is recorded a moment before it leaves the queue.
    while ((await server.call('GET', `/v1/events/${idOf(answer)}`)).status !== 404) await pause(10);
  });

  test('it can be seen from the moment it was accepted', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => send(String(index))));
    for (const answer of answers) expect((await server.call('GET', `/v1/invocations/${idOf(answer)}`)).status).toBe(200);
    for (const answer of answers) await untilStatus(idOf(answer), 'SUCCEEDED');
  });

  test('function errors retried twice, then FAILED with the error, listed and re-driven', async () => {
    const id = idOf(await send('"fail"'));
    expect(await untilGivenUp(id)).toMatchObject({ status: 'FAILED', attempts: 3, error: 'handler_error: ValueError: no good' });
    const { events } = await read<{ events: { id: string }[] }>('/v1/events?status=FAILED&function=worker');
    expect(events.map((event) => event.id)).toContain(id);
    const redriven = await server.call('POST', `/v1/events/${id}/redrive`);
    expect(JSON.parse(redriven.text)).toMatchObject({ id, status: 'QUEUED', attempts: 0 });
    expect(await untilGivenUp(id)).toMatchObject({ status: 'FAILED', attempts: 3 });
    expect((await server.call('DELETE', `/v1/events/${id}`)).status).toBe(204);
    expect((await server.call('GET', `/v1/events/${id}`)).status).toBe(404);
  });

  test('event body limit 1 MB: at the limit, and one byte past it', async () => {
    const largest = JSON.stringify('x'.repeat(EVENT_BODY_MAX_BYTES - 2));
    const accepted = await send(largest);
    expect(accepted.status).toBe(202);
    await untilStatus(idOf(accepted), 'SUCCEEDED');
    const refused = await send(`${largest} `);
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.text)).toMatchObject({ Message: expect.stringContaining(String(EVENT_BODY_MAX_BYTES)) });
  });

  test.each([
    ['an event that is no JSON', '{', 'worker', 400],
    ['an unknown function', '{}', 'absent', 404],
  ])('%s is refused before it is queued', async (_, body, functionName, status) => {
    expect((await send(body, functionName)).status).toBe(status);
  });

  test('events of a function that was deleted fail with that error', async () => {
    await server.create('short', { files: { 'app.py': 'import time\ndef handler(e, c):\n    time.sleep(0.5)\n' } });
    const answers = await Promise.all(Array.from({ length: 60 }, () => send('1', 'short')));
    await server.call('DELETE', '/2015-03-31/functions/short');
    for (;;) {
      const { events } = await read<{ events: Shown[] }>('/v1/events?function=short');
      expect(events.length).toBeGreaterThan(0);
      if (events.every(({ status }) => status === 'FAILED')) {
        for (const { error } of events) expect(error).toContain('short');
        const logs = await Promise.all(answers.map((answer) => untilStatusIsNot(idOf(answer), 'QUEUED')));
        // More were sent than run at once, so the last ones never ran.
        expect(logs.filter((log) => log.includes('SKEIN\tFunction short does not exist.')).length).toBeGreaterThan(0);
        return;
      }
      await pause(20);
    }
  });
});

test(
  'a function that is deleted while many of its events wait: all of them fail, and the server answers meanwhile',
  { timeout: 120_000 },
  async () => {
    await server.create('many', { files: { 'app.py': 'import time\ndef handler(e, c):\n    time.sleep(5)\n' } });
    await Promise.all(Array.from({ length: 2_000 }, () => send('1', 'many')));
    await server.call('DELETE', '/2015-03-31/functions/many');
    const waiting = async (): Promise<number> => {
      expect((await server.call('GET', '/health')).status).toBe(200);
      const { events } = await read<{ events: unknown[] }>('/v1/events?function=many&status=QUEUED&limit=1000');
      const { invocations } = await read<{ invocations: unknown[] }>('/v1/invocations?function=many&status=QUEUED&limit=1000');
      return events.length + invocations.length;
    };
    while ((await waiting()) > 0) await pause(20);
    const { invocations } = await read<{ invocations: { status: string }[] }>('/v1/invocations?function=many&status=FAILED&limit=1000');
    expect(invocations).toHaveLength(1_000);
  },
);

test('order fair between functions: many queued events of one do not starve another', { timeout: 120_000 }, async () => {
  await server.create('slow', { files: { 'app.py': 'import time\ndef handler(e, c):\n    time.sleep(0.2)\n' } });
  await Promise.all(Array.from({ length: 300 }, () => send('1', 'slow')));
  const id = idOf(await send('"quick"'));
  await untilStatus(id, 'SUCCEEDED');
  const { events } = await read<{ events: unknown[] }>('/v1/events?function=slow&limit=1000');
  expect(events.length).toBeGreaterThan(100);
});

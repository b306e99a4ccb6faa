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
`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ EVENT_RETRY_SECONDS: '' });
  await server.create('worker', { files: { 'app.py': CODE } });
});
afterAll(() => server[Symbol.asyncDispose]());

async function send(event: object): Promise<void> {
  expect((await server.invoke('worker', JSON.stringify(event), { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
}

/** Every figure about events, and what is counted of invocations. */
async function figures(): Promise<Readonly<Record<string, number>>> {
  const { text } = await server.call('GET', '/metrics');
  const lines = text.split('\n').filter((line) => /^skein_(events|invocations_total)/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
}

describe('/metrics about events', () => {
  test('how many are queued and were given up, and how long one has waited', async () => {
    expect(await figures()).toEqual({
      'skein_events{status="QUEUED"}': 0,
      'skein_events{status="FAILED"}': 0,
      'skein_events{status="EXPIRED"}': 0,
      skein_events_oldest_waiting_seconds: 0,
    });
    await send({ fail: true });
    while ((await figures())['skein_events{status="FAILED"}'] !== 1) await pause(10);
    for (let count = 0; count < 3; count += 1) await send({ seconds: 60 });
    for (;;) {
      const seen = await figures();
      expect(seen).toMatchObject({ 'skein_events{status="QUEUED"}': 3, 'skein_events{status="FAILED"}': 1 });
      if ((seen['skein_events_oldest_waiting_seconds'] ?? 0) > 0) break;
    }
  });

  test('an event is counted as an invocation when it has run, and not when it was accepted', async () => {
    const counted = Object.entries(await figures()).filter(([name]) => name.startsWith('skein_invocations_total'));
    expect(counted).toEqual([['skein_invocations_total{function="worker",outcome="handler_error"}', 1]]);
  });
});

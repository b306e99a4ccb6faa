import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const CODE = `
import time
def handler(event, context):
    time.sleep(event.get("seconds", 0))
    print("seen", event["word"])
    if event.get("fail"):
        raise ValueError("no good")
`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ EVENT_RETRY_SECONDS: '0,0' });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Told {
  readonly id: string;
  readonly word: string | undefined;
  readonly status: string;
}

/** What a reader is told that comes back after this id. */
async function toldSince(name: string, lastEventId: string): Promise<readonly Told[]> {
  const { text } = await server.call('GET', `/v1/functions/${name}/logs`, undefined, { 'last-event-id': lastEventId });
  return [...text.matchAll(/^id: (.*)\ndata: (.*)$/gm)].map(([, id = '', data = '']) => {
    const { log, status } = JSON.parse(data) as { log: string; status: string };
    return { id, word: /seen (\w+)/.exec(log)?.[1], status };
  });
}

async function invoke(name: string, event: object, type = 'RequestResponse'): Promise<string> {
  const { headers } = await server.invoke(name, JSON.stringify(event), { 'x-amz-invocation-type': type });
  return headers.get('x-amzn-requestid') ?? '';
}

describe('server-sent events: a reader that comes back with Last-Event-ID', () => {
  test('is told of each run of an event that was retried meanwhile, and of those after the run it knows', async () => {
    await server.create('retried', { files: { 'app.py': CODE } });
    const before = await invoke('retried', { word: 'before' });
    const event = await invoke('retried', { word: 'event', fail: true }, 'Event');
    while ((JSON.parse((await server.call('GET', `/v1/events/${event}`)).text) as { status: string }).status !== 'FAILED') await pause(10);
    const runs = await toldSince('retried', before);
    expect(runs).toMatchObject(Array.from({ length: 3 }, () => ({ word: 'event', status: 'FAILED' })));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(3);
    for (const [index, { id }] of runs.entries()) expect(await toldSince('retried', id)).toEqual(runs.slice(index + 1));
    await invoke('retried', { word: 'after' });
    expect((await toldSince('retried', runs[1]?.id ?? '')).map(({ word }) => word)).toEqual(['event', 'after']);
  });

  test('is told of a call that began earlier and ended meanwhile', async () => {
    await server.create('long', { files: { 'app.py': CODE } });
    await invoke('long', { word: 'warm' });
    const slow = invoke('long', { word: 'slow', seconds: 1 });
    await pause(100);
    const quick = await invoke('long', { word: 'quick' });
    await slow;
    expect((await toldSince('long', quick)).map(({ word }) => word)).toEqual(['slow']);
  });
});

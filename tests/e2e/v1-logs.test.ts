import { afterAll, beforeAll, expect, test } from 'vitest';
import { packFiles } from '@skein/packaging';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

type Fields = Readonly<Record<string, string>>;

const CODE = 'def handler(event, context):\n  print("seen", event)\n';

let server: TestServer;
let zip: string;

beforeAll(async () => {
  server = await startTestServer();
  zip = (await packFiles({ 'app.py': CODE })).toString('base64');
});
afterAll(() => server[Symbol.asyncDispose]());

async function create(on: TestServer, name: string): Promise<void> {
  await on.call('POST', '/v1/functions', { name, runtime: 'python3.11', handler: 'app.handler', zip });
}

/** The events of a stream; lines that are only a sign of life are left out. */
async function* eventsOf(response: Response): AsyncGenerator<Fields> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) if (block !== ':') yield Object.fromEntries(block.split('\n').map(readField));
  }
}

function readField(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

test('logs as server-sent events: calls of the past, oldest first, and the end', async () => {
  await create(server, 'told');
  for (const word of ['one', 'two']) await server.invoke('told', `"${word}"`);
  const response = await fetch(`${server.url}/v1/functions/told/logs`);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const events: Fields[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  expect(events.map((fields) => [fields['event'], /seen (one|two)/.exec(fields['data'] ?? '')?.[1]])).toEqual([
    ['invocation', 'one'],
    ['invocation', 'two'],
  ]);
  const absent = await server.call('GET', '/v1/functions/absent/logs?follow=true');
  expect([absent.status, JSON.parse(absent.text)]).toMatchObject([404, { error: { code: 'function_not_found' } }]);
});

test('logs with follow: each later call once it has ended, until the server stops', async () => {
  await using own = await startTestServer();
  await create(own, 'followed');
  const events = eventsOf(await fetch(`${own.url}/v1/functions/followed/logs?follow=true`));
  for (const word of ['three', 'four']) {
    await own.invoke('followed', `"${word}"`);
    const { value } = (await events.next()) as { value: Fields };
    expect(JSON.parse(value['data'] ?? '')).toMatchObject({ id: value['id'], log: expect.stringContaining(`seen ${word}`) });
  }
  const ended = events.next();
  await own[Symbol.asyncDispose]();
  expect((await ended).done).toBe(true);
});

test('logs with follow: an event is told of when it has run, not while it waits', async () => {
  await create(server, 'queued');
  const events = eventsOf(await fetch(`${server.url}/v1/functions/queued/logs?follow=true`));
  await server.invoke('queued', '"five"', { 'x-amz-invocation-type': 'Event' });
  const { value } = (await events.next()) as { value: Fields };
  expect(JSON.parse(value['data'] ?? '')).toMatchObject({ kind: 'event', status: 'SUCCEEDED', log: expect.stringContaining('seen five') });
  await events.return(undefined);
});

test('a reader that comes back with Last-Event-ID is told of what it has missed', async () => {
  await create(server, 'missed');
  const ids: string[] = [];
  for (const word of ['one', 'two', 'three']) ids.push((await server.invoke('missed', `"${word}"`)).headers.get('x-amzn-requestid') ?? '');
  const idsSince = async (lastEventId: string): Promise<string[]> => {
    const told: string[] = [];
    const answer = await fetch(`${server.url}/v1/functions/missed/logs?limit=1`, { headers: { 'last-event-id': lastEventId } });
    for await (const { id } of eventsOf(answer)) told.push(id ?? '');
    return told;
  };
  expect(await idsSince(ids[0] ?? '')).toEqual(ids.slice(1));
  expect(await idsSince(ids[2] ?? '')).toEqual([]);
  expect(await idsSince('one that was forgotten')).toEqual(ids);
});

test('logs of calls that wrote much are told whole', async () => {
  const code = 'def handler(event, context):\n  print("x" * 250_000)\n';
  const large = (await packFiles({ 'app.py': code })).toString('base64');
  await server.call('POST', '/v1/functions', { name: 'large', runtime: 'python3.11', handler: 'app.handler', zip: large });
  for (let call = 0; call < 12; call += 1) await server.invoke('large', '1');
  const names: string[] = [];
  for await (const { event } of eventsOf(await fetch(`${server.url}/v1/functions/large/logs`))) names.push(event ?? '');
  expect(names).toEqual(Array.from({ length: 12 }, () => 'invocation'));
});

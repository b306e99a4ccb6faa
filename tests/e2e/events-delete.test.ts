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

interface Shown {
  readonly status: string;
  readonly error?: string;
  readonly log: string;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ EVENT_RETRY_SECONDS: '3600' });
});
afterAll(() => server[Symbol.asyncDispose]());

async function send(name: string, event: object): Promise<string> {
  const { headers } = await server.invoke(name, JSON.stringify(event), { 'x-amz-invocation-type': 'Event' });
  return headers.get('x-amzn-requestid') ?? '';
}

async function invocation(id: string): Promise<Shown> {
  return JSON.parse((await server.call('GET', `/v1/invocations/${id}`)).text) as Shown;
}

async function remove(id: string): Promise<void> {
  expect((await server.call('DELETE', `/v1/events/${id}`)).status).toBe(204);
  expect((await server.call('GET', `/v1/events/${id}`)).status).toBe(404);
}

describe('an event that is deleted', () => {
  test('while it runs: the run goes on, and how it ends is what the invocation shows', async () => {
    await server.create('running', { files: { 'app.py': CODE } });
    const id = await send('running', { seconds: 1 });
    while (!/skein_sandboxes_busy [1-9]/.test((await server.call('GET', '/metrics')).text)) await pause(10);
    await remove(id);
    while ((await invocation(id)).status === 'QUEUED') await pause(20);
    expect(await invocation(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('before it ran: its invocation has failed as cancelled, and the log says why', async () => {
    await server.create('waiting', { files: { 'app.py': CODE } });
    const ids: string[] = [];
    // More than run at once: the last ones wait.
    for (let count = 0; count < 40; count += 1) ids.push(await send('waiting', { seconds: 60 }));
    const id = ids.at(-1) ?? '';
    expect((await invocation(id)).status).toBe('QUEUED');
    await remove(id);
    expect(await invocation(id)).toMatchObject({
      status: 'FAILED',
      error: 'cancelled',
      log: expect.stringContaining('deleted before it ran'),
    });
    const listed = JSON.parse((await server.call('GET', '/v1/invocations?function=waiting&status=FAILED')).text) as {
      invocations: object[];
    };
    expect(listed.invocations).toMatchObject([{ id, status: 'FAILED' }]);
  });

  test('between two runs: the invocation shows the run that there was', async () => {
    await server.create('failing', { files: { 'app.py': CODE } });
    const id = await send('failing', { fail: true });
    while ((await invocation(id)).status === 'QUEUED') await pause(20);
    await remove(id);
    expect(await invocation(id)).toMatchObject({ status: 'FAILED', error: 'handler_error' });
  });
});

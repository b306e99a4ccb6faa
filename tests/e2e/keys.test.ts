import { stat, rm } from 'node:fs/promises';
import path from 'node:path';
import { packFiles } from '@skein/packaging';
import { readSettings, startEmbedded } from '@skein/compose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeyedServer } from '../support/keyed-server.ts';
import type { KeyedServer, TestKey } from '../support/keyed-server.ts';

const CODE = 'import time\ndef handler(event, context):\n  time.sleep(event.get("sleep", 0))\n  return event\n';
const LAMBDA = '/2015-03-31/functions';

let server: KeyedServer;

beforeAll(async () => {
  server = await startKeyedServer();
  for (const name of ['shop-cart', 'mail']) await create(name);
});
afterAll(() => server[Symbol.asyncDispose]());

async function create(name: string): Promise<void> {
  const zip = (await packFiles({ 'app.py': CODE })).toString('base64');
  const settings = { runtime: 'python3.11', handler: 'app.handler', timeoutSeconds: 20 };
  expect((await server.call(server.admin, 'POST', '/v1/functions', { name, zip, ...settings })).status).toBe(201);
}

function invoke(key: TestKey, name: string, event: object = {}): Promise<{ readonly status: number; readonly text: string }> {
  return server.call(key, 'POST', `/v1/functions/${name}/invoke`, event);
}

describe('Acceptance case 14: no / bad / expired / revoked key -> 401; key without the role -> 403; valid -> 200; health needs none', () => {
  test('each answer', async () => {
    const invoker = await server.issue({ role: 'invoker' });
    const revoked = await server.issue({ role: 'admin' });
    await server.call(server.admin, 'DELETE', `/v1/keys/${revoked.id}`);
    const list = async (key?: TestKey) => (await server.call(key, 'GET', '/v1/functions')).status;
    expect([await list(), await list({ id: 'x', secret: 'none' }), await list(revoked), await list(invoker)]).toEqual([401, 401, 401, 403]);
    expect([await list(server.admin), (await server.call(undefined, 'GET', '/health')).status]).toEqual([200, 200]);
    const { headers } = await server.call(undefined, 'GET', '/v1/functions');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an expired key in the middle of a long call: the call finishes, the next is refused', { timeout: 120_000 }, async () => {
    await invoke(server.admin, 'shop-cart');
    const key = await server.issue({ role: 'invoker', expiresInSeconds: 1 });
    expect(await invoke(key, 'shop-cart', { sleep: 2 })).toMatchObject({ status: 200, text: '{"sleep": 2}' });
    expect(await invoke(key, 'shop-cart')).toMatchObject({ status: 401, text: expect.stringContaining('key_expired') });
  });

  test('a rotated key: the secret before ends at once, or goes on for the overlap', async () => {
    const before = await server.issue({ role: 'invoker' });
    const rotate = async (query: string): Promise<TestKey> =>
      JSON.parse((await server.call(server.admin, 'POST', `/v1/keys/${before.id}/rotate${query}`)).text) as TestKey;
    const second = await rotate('');
    expect([(await invoke(before, 'mail')).status, (await invoke(second, 'mail')).status]).toEqual([401, 200]);
    const third = await rotate('?overlapSeconds=60');
    expect([(await invoke(second, 'mail')).status, (await invoke(third, 'mail')).status]).toEqual([200, 200]);
    const fourth = await rotate('');
    const statuses = await Promise.all([second, third, fourth].map(async (key) => (await invoke(key, 'mail')).status));
    expect(statuses).toEqual([401, 401, 200]);
  });

  test('of revoking and rotating at once, revoking wins', async () => {
    const key = await server.issue({ role: 'invoker' });
    const rotations = Array.from({ length: 5 }, () => server.call(server.admin, 'POST', `/v1/keys/${key.id}/rotate`));
    await Promise.all([...rotations, server.call(server.admin, 'DELETE', `/v1/keys/${key.id}`)]);
    expect(JSON.parse((await server.call(server.admin, 'GET', `/v1/keys/${key.id}`)).text)).toMatchObject({ state: 'revoked' });
  });

  test.each([
    [{ role: 'king' }, 'invalid_request'],
    [{ role: 'admin', functions: ['shop-*'] }, 'invalid_parameter'],
    [{ role: 'invoker', functions: [] }, 'invalid_parameter'],
    [{ role: 'invoker', functions: ['a/../b'] }, 'invalid_parameter'],
    [{ role: 'invoker', functions: ['[a-z]'] }, 'invalid_parameter'],
    [{ role: 'invoker', functions: Array.from({ length: 51 }, (_, index) => `f${index}`) }, 'invalid_parameter'],
    [{ role: 'invoker', functions: ['f'.repeat(81)] }, 'invalid_parameter'],
    [{ role: 'invoker', expiresInSeconds: 0 }, 'invalid_parameter'],
    [{ role: 'invoker', expiresInSeconds: 315_360_001 }, 'invalid_parameter'],
    [{ role: 'invoker', name: 'n'.repeat(129) }, 'invalid_parameter'],
    [{ role: 'invoker', name: 'two\nlines' }, 'invalid_parameter'],
  ])('%j is refused', async (key, code) => {
    const { status, text } = await server.call(server.admin, 'POST', '/v1/keys', key);
    expect([status, text]).toEqual([400, expect.stringContaining(code)]);
  });
});

describe('Workflow tasks run under the principal that started the execution', () => {
  const states = async (key: TestKey, operation: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}`, authorization: `Bearer ${key.secret}` };
    return JSON.parse((await server.open.call('POST', '/', body, headers)).text) as Record<string, unknown>;
  };
  const task = (name: string) => ({ Type: 'Task', Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}` });

  async function run(key: TestKey, stateMachineArn: unknown): Promise<{ readonly executionArn: unknown } & Record<string, unknown>> {
    const { executionArn } = await states(key, 'StartExecution', { stateMachineArn });
    for (;;) {
      const described = await states(key, 'DescribeExecution', { executionArn });
      if (described['status'] !== 'RUNNING') return { ...described, executionArn };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test('a task beyond its names fails with States.Permissions, which can be caught', async () => {
    const definition = JSON.stringify({
      StartAt: 'Cart',
      States: { Cart: { ...task('shop-cart'), Next: 'Mail' }, Mail: { ...task('mail'), End: true } },
    });
    const { stateMachineArn } = await states(server.admin, 'CreateStateMachine', {
      name: 'shop-flow',
      definition,
      roleArn: 'arn:aws:iam::0:role/x',
    });
    const invoker = await server.issue({ role: 'invoker', functions: ['shop-*'] });
    expect(await run(server.admin, stateMachineArn)).toMatchObject({ status: 'SUCCEEDED' });
    const failed = await run(invoker, stateMachineArn);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'States.Permissions', cause: expect.stringContaining('does not allow mail') });
    const other = await server.issue({ role: 'invoker' });
    expect((await states(other, 'DescribeExecution', { executionArn: failed.executionArn }))['__type']).toBe('AccessDeniedException');
    const own = JSON.parse((await server.call(invoker, 'GET', '/v1/invocations')).text) as { invocations: { functionName: string }[] };
    expect(own.invocations.map(({ functionName }) => functionName)).toEqual(['shop-cart']);
  });
});

describe('keys outlive the server', () => {
  test('key stored hashed, survives restart; the server of a foreign master key does not start', { timeout: 120_000 }, async () => {
    const kept = await startKeyedServer();
    const settings = readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: kept.dataDir, DB_PATH: undefined });
    const masterKey = path.join(kept.dataDir, 'master.key');
    try {
      await kept.open[Symbol.asyncDispose]();
      expect((await stat(masterKey)).mode & 0o777).toBe(0o600);
      {
        await using again = await startEmbedded(settings);
        expect(again.keysInForce).toBe(true);
        const headers = { authorization: `Bearer ${kept.admin.secret}` };
        expect((await fetch(`${again.url}${LAMBDA}`, { headers })).status).toBe(200);
        expect((await fetch(`${again.url}${LAMBDA}`)).status).toBe(403);
      }
      await rm(masterKey);
      await expect(startEmbedded(settings)).rejects.toThrow(`is not the master key that ${kept.admin.id} were made with`);
    } finally {
      await rm(kept.dataDir, { recursive: true, force: true });
    }
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LocalKeys, readSettings, startEmbedded } from '@skein/compose';
import { packFiles } from '@skein/packaging';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestKey } from '../support/keyed-server.ts';
import { signRequest } from '../support/sign-request.ts';

const SERVE = path.join(import.meta.dirname, '../support/serve.ts');

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-secrets-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function settingsOf(variables: Readonly<Record<string, string>> = {}) {
  return readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined, ...variables });
}

/** A server in a process of its own that says everything it has to say. */
async function serve(): Promise<{ readonly url: string; stop(): Promise<string> }> {
  const env = { ...process.env, PORT: '0', LOG_LEVEL: 'trace', SKEIN_DATA: dataDir };
  const child = spawn(process.execPath, [SERVE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const [url] = (await once(lines, 'line')) as [string];
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'close');
      return said;
    },
  };
}

async function call(url: string, method: string, key?: Partial<TestKey>, body?: object): Promise<TestKey> {
  const headers = { 'content-type': 'application/json', ...(key?.secret === undefined ? {} : { authorization: `Bearer ${key.secret}` }) };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return JSON.parse((await response.text()) || '{}') as TestKey;
}

/** Uses keys in every way there is, right and wrong, and gives back the secrets that were in use. */
async function useKeys(url: string): Promise<readonly string[]> {
  const admin = await call(`${url}/v1/keys`, 'POST', undefined, { role: 'admin' });
  const other = await call(`${url}/v1/keys`, 'POST', admin, { role: 'invoker', functions: ['other'] });
  const zip = (await packFiles({ 'app.py': 'def handler(event, context): return event\n' })).toString('base64');
  await call(`${url}/v1/functions`, 'POST', admin, { name: 'f', runtime: 'python3.11', handler: 'app.handler', zip });
  const invokePath = '/2015-03-31/functions/f/invocations';
  const request = { method: 'POST', host: new URL(url).host, path: invokePath, body: '{}' };
  for (const key of [admin, other, { ...admin, secret: `${admin.secret}x` }]) {
    await call(`${url}/v1/functions/f/invoke`, 'POST', key, {});
    await fetch(url + invokePath, { method: 'POST', headers: signRequest(key, request), body: '{}' });
    await fetch(url + invokePath, {
      method: 'POST',
      headers: { ...signRequest(key, request), 'x-amz-invocation-type': 'Event' },
      body: '{}',
    });
  }
  await call(`${url}/v1/keys`, 'GET', admin);
  const rotated = await call(`${url}/v1/keys/${other.id}/rotate?overlapSeconds=60`, 'POST', admin);
  await call(`${url}/v1/functions/f/invoke`, 'POST', rotated, {});
  await call(`${url}/v1/keys/${other.id}`, 'DELETE', admin);
  await call(`${url}/v1/functions/f/invoke`, 'POST', rotated, {});
  return [admin.secret, other.secret, rotated.secret];
}

describe('a secret is nowhere but where it was shown', () => {
  test("neither in the server's log at its most talkative nor in its data folder", { timeout: 120_000 }, async () => {
    const server = await serve();
    const secrets = await useKeys(server.url);
    expect(new Set(secrets).size).toBe(3);
    const log = await server.stop();
    expect(log).toContain('a key was made');
    const files = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const kept = await Promise.all(files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'latin1')));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['master.key', 'skein.db']));
    for (const secret of secrets) {
      expect(secret).toMatch(/^skein_[\w-]{43}$/);
      for (const form of [secret, secret.slice('skein_'.length), Buffer.from(secret).toString('base64').slice(0, -2)]) {
        expect(log.includes(form)).toBe(false);
        expect(kept.some((text) => text.includes(form))).toBe(false);
      }
    }
  });
});

describe('Loopback without keys is open and says so; any other address refuses to start without keys', () => {
  test('0.0.0.0 is refused until there is a key, which can be made without a server', { timeout: 120_000 }, async () => {
    const everywhere = settingsOf({ SKEIN_HOST: '0.0.0.0' });
    await expect(startEmbedded(everywhere)).rejects.toThrow('SKEIN_HOST');
    const { secret, id } = await withLocalKeys((keys) => keys.create({ role: 'admin' }));
    {
      await using skein = await startEmbedded(everywhere);
      expect(skein.notices).toContainEqual(expect.stringContaining('plain HTTP'));
      const url = `http://127.0.0.1:${skein.port}/v1/functions`;
      expect((await fetch(url)).status).toBe(401);
      expect((await fetch(url, { headers: { authorization: `Bearer ${secret}`, host: 'skein.example' } })).status).toBe(200);
      await expect(LocalKeys.open(everywhere)).rejects.toThrow('is open in another server');
    }
    await withLocalKeys((keys) => keys.revoke(id));
    await expect(startEmbedded(everywhere)).rejects.toThrow('there is no key yet');
  });

  test('on loopback a revoked last key does not open the server again', async () => {
    const { id } = await withLocalKeys((keys) => keys.create({ role: 'admin' }));
    await withLocalKeys((keys) => keys.revoke(id));
    await using skein = await startEmbedded(settingsOf());
    expect((await fetch(`${skein.url}/v1/functions`)).status).toBe(401);
  });

  async function withLocalKeys<T>(work: (keys: LocalKeys) => Promise<T>): Promise<T> {
    await using keys = await LocalKeys.open(settingsOf());
    return await work(keys);
  }
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestServer } from './test-server.ts';
import type { Answer, TestServer } from './test-server.ts';

/** A key as `/v1/keys` issues it. */
export interface TestKey {
  readonly id: string;
  readonly secret: string;
}

/** A real server that asks for keys, and the key of its first admin. */
export interface KeyedServer extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly admin: TestKey;
  readonly open: TestServer;
  /** Makes a key as the admin. */
  issue(key: object): Promise<TestKey>;
  /** Sends a request with the secret of a key; without one it has none. */
  call(key: TestKey | undefined, method: string, urlPath: string, body?: unknown): Promise<Answer>;
}

/** Starts a server and closes it with a first key. `variables` are settings by their environment names. */
export async function startKeyedServer(variables: Readonly<Record<string, string>> = {}): Promise<KeyedServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-keys-'));
  const open = await startTestServer({ ...variables, SKEIN_DATA: dataDir });
  const admin = readKey(await open.call('POST', '/v1/keys', { role: 'admin', name: 'first' }));
  const call: KeyedServer['call'] = (key, method, urlPath, body) =>
    open.call(method, urlPath, body, key === undefined ? {} : { authorization: `Bearer ${key.secret}` });
  return {
    url: open.url,
    dataDir,
    admin,
    open,
    call,
    issue: async (key) => readKey(await call(admin, 'POST', '/v1/keys', key)),
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function readKey({ status, text }: Answer): TestKey {
  if (status !== 201) throw new Error(`no key was made: ${text}`);
  return JSON.parse(text) as TestKey;
}

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SkeinClient } from '@skein/client';
import type { KeyIssued, NewKey } from '@skein/client';
import { systemClock } from '@skein/ports';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openProvider } from '../src/providers/open-provider.ts';
import type { Provider } from '../src/providers/provider.ts';
import { readProviders } from '../src/providers/read-providers.ts';
import { newDataDir, realSample, secondSkein, startSkein } from './support/second-skein.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dir = '';
let url = '';
let admin: SkeinClient;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'skein-keyed-'));
  ({ url } = await secondSkein());
  const { secret } = await new SkeinClient(url).keys.create({ role: 'admin' });
  admin = new SkeinClient(url, secret);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

let files = 0;

/** Writes a file that only its owner can read, and gives its path. */
async function privateFile(text: string, mode = 0o600): Promise<string> {
  files += 1;
  const file = path.join(dir, `file-${files}`);
  await writeFile(file, text, { mode });
  await chmod(file, mode);
  return file;
}

async function describeProvider(description: object): Promise<string> {
  return await privateFile(JSON.stringify({ providers: [{ name: 'cellar', kind: 'skein', endpoint: url, ...description }] }));
}

async function open(description: object, secrets: Readonly<Record<string, string>> = {}): Promise<Provider> {
  const [config] = await readProviders(await describeProvider(description));
  if (config === undefined) throw new Error('one is described');
  return await openProvider(config, systemClock, (variable) => secrets[variable]);
}

const newKey = (key: NewKey): Promise<KeyIssued> => admin.keys.create(key);

describe('`skein` (this or another one, through the client), with keys in force there', () => {
  it('the secret of the key comes from a file that is named beside the description', async () => {
    const { secret } = await newKey({ role: 'developer' });
    const provider = await open({ keyFile: path.basename(await privateFile(`${secret}\n`)) });
    const deployment = await provider.deploy({ ...(await realSample()), name: 'from-file' });
    expect((await provider.invoke(deployment, { id: '1', body: Buffer.from('{"a":1}') })).body.toString()).toBe('{"a": 1}');
    await provider.remove(deployment);
  });

  it('or from an environment variable', async () => {
    const { secret } = await newKey({ role: 'developer' });
    const provider = await open({ keyVariable: 'CELLAR_KEY' }, { CELLAR_KEY: secret });
    const deployment = await provider.deploy({ ...(await realSample()), name: 'from-variable' });
    expect(deployment).toMatchObject({ functionName: 'from-variable' });
    await provider.remove(deployment);
  });

  it.each([
    ['no key', {}, 'carries no key'],
    ['a wrong key', { keyVariable: 'WRONG' }, 'not known'],
  ])('with %s nothing runs, and the text says why', async (_, description, words) => {
    const provider = await open(description, { WRONG: 'sk-something-else' });
    await expect(provider.deploy(await realSample())).rejects.toMatchObject({
      code: 'provider_refused',
      message: expect.stringContaining(words),
    });
  });
});

describe('a key that cannot be used is told at the start, and no text repeats a secret', () => {
  const SECRET = 'sk-top-secret';
  const refused = async (description: object, secrets: Readonly<Record<string, string>> = {}): Promise<string> => {
    const error: unknown = await open(description, secrets).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_configuration' });
    const text = `${String(error)} ${JSON.stringify(error)}`;
    expect(text).not.toContain(SECRET);
    return text;
  };

  it('a file that others can read', async () => {
    expect(await refused({ keyFile: await privateFile(SECRET, 0o644) })).toContain('chmod 600');
  });

  it('a file that is missing, and a folder', async () => {
    expect(await refused({ keyFile: path.join(dir, 'nowhere') })).toContain('ENOENT');
    expect(await refused({ keyFile: '.' })).toContain('cellar has no usable key');
  });

  it('an empty file, and a variable that is not set', async () => {
    expect(await refused({ keyFile: await privateFile('\n') })).toContain('is empty');
    expect(await refused({ keyVariable: 'UNSET' })).toContain('UNSET is empty');
  });

  it('several lines, and letters that no header can carry', async () => {
    expect(await refused({ keyFile: await privateFile(`${SECRET}\nand more`) })).toContain('something else than one secret');
    expect(await refused({ keyVariable: 'K' }, { K: `${SECRET}ü` })).toContain('something else than one secret');
  });

  it('a secret in the description itself, in its address, and two places at once', async () => {
    expect(await refused({ key: SECRET })).toContain('key');
    expect(await refused({ endpoint: `http://me:${SECRET}@127.0.0.1:1` })).toContain('Credentials do not belong in an address');
    expect(await refused({ keyFile: 'a', keyVariable: 'B' })).toContain('not both');
    expect(await refused({ endpoint: 'no address' })).toContain('endpoint');
  });

  it('a server that repeats the key in its error', async () => {
    const echo = createServer((request, response) => void response.writeHead(400).end(`bad: ${request.headers.authorization}`));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const provider = await open({ endpoint: `http://127.0.0.1:${(echo.address() as AddressInfo).port}`, keyVariable: 'K' }, { K: SECRET });
    const error: unknown = await provider.deploy(await realSample()).catch((reason: unknown) => reason);
    expect(String(error)).toContain('bad: Bearer ***');
    echo.close();
  });
});

describe('a key that stops being good is a failure of that provider: the call goes elsewhere, and `explain` says why', () => {
  let keyFile = '';
  let dataDir = '';
  let here: SkeinClient;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { secret } = await newKey({ role: 'developer' });
    keyFile = await privateFile(secret);
    dataDir = await newDataDir();
    await start();
    const { name, zip, runtime, handler, memoryMb, timeoutSeconds } = await realSample();
    await here.functions.create({ name, zip, runtime, handler, memoryMb, timeoutSeconds });
    await here.functions.waitUntilReady(name);
  });

  async function start(): Promise<void> {
    const skein = await startSkein(dataDir, { SKEIN_PROVIDERS: await describeProvider({ keyFile }) });
    here = new SkeinClient(skein.url);
    close = () => skein.close();
  }

  async function restartWith(secret: string): Promise<void> {
    await close();
    await writeFile(keyFile, secret);
    await start();
  }

  /** Calls it, and gives the names of the places where it ran. */
  async function call(times: number): Promise<ReadonlySet<string>> {
    const places = new Set<string>();
    for (let time = 0; time < times; time += 1) {
      const { invocationId, body, functionError } = await here.invoke('sample', Buffer.from(`{"time":${time}}`));
      expect([body.toString(), functionError]).toEqual([`{"time": ${time}}`, undefined]);
      await expect
        .poll(() =>
          here.getInvocation(invocationId).then(
            ({ usage }) => usage?.driver,
            () => undefined,
          ),
        )
        .toBeDefined();
      const driver = (await here.getInvocation(invocationId)).usage?.driver ?? '';
      places.add(driver === 'cellar' ? 'cellar' : 'skein');
    }
    return places;
  }

  async function lastFailure(): Promise<string> {
    const { arms } = await here.sky.explain('sample');
    return arms.find(({ provider }) => provider === 'cellar')?.lastFailure?.message ?? '';
  }

  it('revoked in the middle', async () => {
    const key = await newKey({ role: 'developer' });
    await restartWith(key.secret);
    await here.sky.place('sample', { providers: ['cellar', 'skein'], probes: 20 });
    expect(await call(4)).toEqual(new Set(['cellar', 'skein']));
    expect(await lastFailure()).toBe('');
    await admin.keys.revoke(key.id);
    expect(await call(6)).toEqual(new Set(['skein']));
    expect(await lastFailure()).toContain('has been revoked');
    const { entries } = await here.sky.ledger('sample', 100);
    expect(entries.filter(({ provider, status }) => provider === 'cellar' && status === 'refused').length).toBeGreaterThanOrEqual(1);
  });

  it('expired', async () => {
    const key = await newKey({ role: 'developer', expiresInSeconds: 1 });
    await expect.poll(async () => (await admin.keys.list()).find(({ id }) => id === key.id)?.state, { timeout: 10_000 }).toBe('expired');
    await restartWith(key.secret);
    expect(await call(2)).toEqual(new Set(['skein']));
    expect(await lastFailure()).toContain('expired');
  });

  it('made for other functions, or for calls only', async () => {
    const { secret } = await newKey({ role: 'developer', functions: ['traveller-*'] });
    await restartWith(secret);
    expect(await call(2)).toEqual(new Set(['skein']));
    expect(await lastFailure()).toContain('is not authorized');
  });

  it('good again: the place is used again, and nothing is said of it any more', async () => {
    const { secret } = await newKey({ role: 'developer' });
    await restartWith(secret);
    expect(await call(4)).toContain('cellar');
    expect(await lastFailure()).toBe('');
    await here.sky.unplace('sample');
  });

  it('no secret is in what is listed, explained or kept in the ledger', async () => {
    const { secret } = await newKey({ role: 'developer' });
    await restartWith(secret);
    await here.sky.place('sample', { providers: ['cellar'] });
    await call(1);
    const shown = [
      await here.sky.listProviders(),
      await here.sky.explain('sample'),
      await here.sky.list(),
      await here.sky.ledger('sample', 100),
    ];
    expect(JSON.stringify(shown)).not.toContain(secret);
  });
});

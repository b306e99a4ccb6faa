import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Deployment } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import { describe, expect, it } from 'vitest';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { openProvider } from '../src/providers/open-provider.ts';
import { readProviders } from '../src/providers/read-providers.ts';
import { runAtProvider } from '../src/providers/run-at-provider.ts';
import { realSample } from './support/second-skein.ts';

const DEPLOYED: Deployment = {
  provider: 'cellar',
  reference: 'x',
  functionName: 'sample',
  memoryMb: 128,
  timeoutSeconds: 3,
  architecture: 'x86_64',
};
const CALL = { id: '1', body: Buffer.from('{}'), clientContext: undefined };

/** Something that listens where another Skein should, and what comes of a call and of a deployment there. */
async function behaviour(listener: RequestListener, signal?: AbortSignal): Promise<readonly unknown[]> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await openProvider({ name: 'cellar', kind: 'skein', endpoint, plan: 'own' }, systemClock);
  const outcome = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'fine',
      (error: unknown) => (error as { code?: unknown }).code,
    );
  try {
    return [
      await outcome(runAtProvider(provider, DEPLOYED, CALL, systemClock, signal)),
      signal === undefined ? await outcome(provider.deploy(await realSample())) : undefined,
    ];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a provider that fails, hangs, answers garbage or 429', () => {
  it.each<readonly [string, RequestListener, readonly unknown[]]>([
    ['a page of something else', (_, response) => void response.end('<html>welcome</html>'), ['provider_failed', 'provider_failed']],
    ['an empty answer', (_, response) => void response.end(), ['provider_failed', 'provider_failed']],
    ['JSON without a request id', answerCallsOnly, ['provider_failed', 'provider_failed']],
    ['429', (_, response) => void response.writeHead(429).end('{}'), ['provider_throttled', 'provider_throttled']],
    ['500', (_, response) => void response.writeHead(500).end('oops'), ['provider_failed', 'provider_failed']],
    ['503 with half a document', (_, response) => void response.writeHead(503).end('{"error":'), ['provider_failed', 'provider_failed']],
    ['a cut connection', (request) => void request.socket.destroy(), ['provider_failed', 'provider_failed']],
    ['half an answer', cutInTheMiddle, ['provider_failed', 'provider_failed']],
  ])('%s', async (_, listener, expected) => {
    expect(await behaviour(listener)).toEqual(expected);
  });

  it('hangs: it is left when nobody waits any longer', async () => {
    expect(await behaviour(() => {}, AbortSignal.timeout(50))).toEqual(['provider_failed', undefined]);
  });
});

function answerCallsOnly(...[request, response]: Parameters<RequestListener>): void {
  if (request.url?.endsWith('/invocations') === true) response.end('{}');
  else request.socket.destroy();
}

function cutInTheMiddle(...[, response]: Parameters<RequestListener>): void {
  response.writeHead(200, { 'content-length': '100', 'x-amzn-requestid': '1' });
  response.write('{"half"', () => response.destroy());
}

describe('files of the operator that are malformed are named, and what is in them is not repeated', () => {
  it.each([
    ['{"providers": [{"name": "sk-secret"', 'it is no JSON'],
    ['[]', 'expected object'],
    ['{"providers": [{"name": "it\'s", "kind": "skein", "endpoint": "http://127.0.0.1:1"}]}', 'providers.0.name'],
    ['{"providers": [{"name": "skein", "kind": "skein", "endpoint": "http://127.0.0.1:1"}]}', 'the name skein is taken'],
    ['{"providers": [{"name": "a", "kind": "skein", "endpoint": "file:///etc"}]}', 'endpoint'],
  ])('providers: %s', async (content, words) => {
    await withFile(content, async (file) => {
      const error: unknown = await readProviders(file).catch((reason: unknown) => reason);
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain('sk-secret');
    });
  });

  it.each([
    ['{', 'JSON'],
    ['{"version": "mine", "plans": []}', 'such as 2026-11-21.mine'],
  ])('prices: %s', async (content, words) => {
    await withFile(content, async (file) => {
      const error: unknown = await loadPriceBook(file).catch((reason: unknown) => reason);
      expect(String(error)).toContain(file);
      expect(String(error)).toContain(words);
    });
  });
});

async function withFile(content: string, use: (file: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-strange-'));
  try {
    const file = path.join(dir, 'file.json');
    await writeFile(file, content);
    await use(file);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

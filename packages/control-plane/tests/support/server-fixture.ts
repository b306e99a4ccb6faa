import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { DEFAULT_SCOPE, SkeinError, findRuntime } from '@skein/contracts';
import type { Invocation, Outcome } from '@skein/contracts';
import { packFiles, packTask } from '@skein/packaging';
import { systemClock } from '@skein/ports';
import { Sky, loadPriceBook } from '@skein/sky';
import type { InvokeOptions } from '@skein/ports';
import { FunctionResolver, KeyRing, UpdatesInProgress, createHttpServer } from '../../src/index.ts';
import type { AppContext } from '../../src/index.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/r';

export interface ServerFixture extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly context: AppContext;
  readonly backend: EmbeddedBackend;
  readonly retired: string[];
}

/** The HTTP server over a real registry in a temporary folder. Functions answer with their own event instead of running. */
export async function openServer(): Promise<ServerFixture> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-control-plane-'));
  const backend = await openEmbeddedBackend({
    databasePath: path.join(dir, 'skein.db'),
    packagesDir: path.join(dir, 'packages'),
    recordsPath: path.join(dir, 'records.db'),
    clock: systemClock,
  });
  const retired: string[] = [];
  const keys = await KeyRing.open({ store: backend.keys, masterKey: Buffer.alloc(32, 1), scope: DEFAULT_SCOPE, clock: systemClock });
  const context = createContext(backend, await openSky(backend), keys, retired);
  const app = createHttpServer({ context, release: '0.0.0' });
  await app.ready();
  return {
    app,
    context,
    backend,
    retired,
    async [Symbol.asyncDispose]() {
      await app.close();
      await backend.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function zipOf(text: string): Promise<string> {
  const zip = await packFiles({ 'index.py': text });
  return zip.toString('base64');
}

/** A request as the AWS tools send it. */
export async function call(app: FastifyInstance, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object | string) {
  const payload = typeof body === 'object' ? JSON.stringify(body) : body;
  const response = await app.inject({ method, url, headers: { host: '127.0.0.1:8080' }, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, headers: response.headers, text: response.body, json: parse(response.body) };
}

/** Waits until the function can be invoked, as a client's waiter does. */
export async function untilActive(app: FastifyInstance, name: string): Promise<void> {
  for (;;) {
    const { json } = await call(app, 'GET', `/2015-03-31/functions/${name}/configuration`);
    if (json['State'] === 'Active' && json['LastUpdateStatus'] === 'Successful') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function openSky({ sky: store }: EmbeddedBackend): Promise<Sky> {
  const options = { scope: DEFAULT_SCOPE, store, local: { invoke: echo }, providers: [], clock: systemClock, random: Math.random };
  return await Sky.open({ ...options, book: await loadPriceBook(), onFailure: () => {} });
}

function createContext(backend: EmbeddedBackend, sky: Sky, keys: KeyRing, retired: string[]): AppContext {
  return {
    scope: DEFAULT_SCOPE,
    functions: backend.functions,
    functionWriter: backend.functionWriter,
    packages: backend.packages,
    invocations: backend.invocations,
    feed: { follow: () => () => {} },
    recorder: backend.recorder,
    events: backend.events,
    eventInvokeConfigs: backend.eventInvokeConfigs,
    eventHost: { wake: () => {}, hold: async (_event, work) => await work().then(() => true) },
    invoker: { invoke: echo },
    workflows: { reader: backend.executions, writer: backend.executionWriter, host: { start: async () => {}, stop: async () => {} } },
    tasks: {
      results: backend.tasks,
      host: { wake: () => {}, isRunning: () => false, cancel: async () => false, untilOneEnds: async () => true },
      packager: { defaultPython: async () => '3.11', pack: (_version, pickle) => packTask(pickle, {}) },
    },
    host: { prepare: async () => {}, retire: (revisionId) => void retired.push(revisionId) },
    runtimes: { check: checkRuntime },
    telemetry: {
      invocations: () => [],
      lastRequestAtMs: () => 0,
      sandboxes: () => ({ idle: 0, busy: 0, prewarmed: 0, usedMb: 0 }),
      memoryBudgetMb: 0,
      recordsDropped: () => 0,
    },
    sky,
    resolver: new FunctionResolver(backend.functions, DEFAULT_SCOPE),
    updates: new UpdatesInProgress(),
    keys,
    clock: systemClock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    // One that meets the end of the registry has nothing left to collect.
    collectPackages: () => void backend.collectPackages().catch(() => undefined),
    newId: randomUUID,
    stopping: new AbortController().signal,
  };
}

function checkRuntime(runtime: string): void {
  if (findRuntime(runtime)?.family === undefined) throw new SkeinError('unsupported_runtime', { runtime });
}

async function echo(invocation: Invocation, { response }: InvokeOptions): Promise<Outcome> {
  response.write(invocation.body);
  const failed = invocation.body.toString().includes('errorType');
  return {
    status: failed ? 'FAILED' : 'SUCCEEDED',
    error: failed ? 'handler_error' : undefined,
    usage: {
      durationMs: 1.5,
      billedMs: 2,
      initMs: undefined,
      memoryMb: 128,
      maxMemoryMb: 20,
      cold: undefined,
      prewarmed: false,
      sandboxId: 'one',
      driver: 'none',
    },
    log: Buffer.from('hello from the function\n'),
    logDroppedBytes: 0,
    notices: [],
  };
}

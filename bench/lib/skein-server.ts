import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SkeinClient } from '@skein/client';
import { SkeinError } from '@skein/contracts';
import { packFiles } from '@skein/packaging';
import { ServerProcess } from './server-process.ts';

const COMMAND = path.join(import.meta.dirname, '../../packages/cli/bin/skein.mjs');
const POLL_MS = 5;

export interface BenchFunction {
  readonly runtime: string;
  readonly handler: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What a function is given when it is not what the benchmarks' functions get: 128 MB, 10 s. */
export interface FunctionLimits {
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
}

/** Functions that say which interpreter runs them, and otherwise do next to nothing. */
export const HELLO: Readonly<Record<'python' | 'node', BenchFunction>> = {
  python: {
    runtime: 'python3.11',
    handler: 'app.handler',
    files: {
      'app.py':
        'import sys\ndef handler(event, context):\n    return {"hello": event["name"]}\ndef where(event, context):\n    return sys.executable\n',
    },
  },
  node: {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    files: {
      'index.mjs': 'export const handler = async (event) => ({ hello: event.name });\nexport const where = async () => process.execPath;\n',
    },
  },
};

/** A function that waits for so long, without using a processor. */
export function sleeper(sleepMs: number): BenchFunction {
  const code = `import time\ndef handler(event, context):\n    time.sleep(${sleepMs / 1000})\n    return {"hello": "slept"}\n`;
  return { runtime: 'python3.11', handler: 'app.handler', files: { 'app.py': code } };
}

/** A Skein with default settings and a data folder of its own, in its own process. */
export class SkeinServer implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Name of the sandbox driver it chose. */
  readonly driver: string;
  /** From the start of the process to the address it listens on, in ms. */
  readonly startMs: number;
  readonly client: SkeinClient;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #stop: AsyncDisposableStack;

  private constructor(server: ServerProcess, startMs: number, stop: AsyncDisposableStack) {
    this.url = server.url;
    this.pid = server.pid;
    this.driver = /functions run in (\S+) sandboxes/.exec(server.greeting)?.[1] ?? 'unknown';
    this.startMs = startMs;
    this.client = new SkeinClient(server.url);
    this.#stop = stop;
  }

  /** `variables` are settings by their environment names. */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<SkeinServer> {
    await using stop = new AsyncDisposableStack();
    const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-bench-'));
    // check-allow recursive-deletes -- mkdtemp made this folder above
    stop.defer(() => rm(dataDir, { recursive: true, force: true }));
    const startedMs = performance.now();
    const own = { PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: path.join(dataDir, 'skein.db') };
    const server = stop.use(await ServerProcess.start(COMMAND, ['up'], { ...own, ...variables }));
    return new SkeinServer(server, performance.now() - startedMs, stop.move());
  }

  async deploy(name: string, { files, ...settings }: BenchFunction, limits: FunctionLimits = {}): Promise<void> {
    await this.client.functions.create({ name, zip: await packFiles(files), timeoutSeconds: 10, ...settings, ...limits });
    await this.client.functions.waitUntilReady(name);
  }

  /** The interpreter that runs functions of a runtime. */
  async interpreterOf({ handler, ...settings }: BenchFunction): Promise<string> {
    await this.deploy('where', { ...settings, handler: handler.replace('.handler', '.where') });
    const { body } = await this.client.invoke('where', Buffer.from('{}'));
    await this.client.functions.delete('where');
    return String(JSON.parse(body.toString()));
  }

  /** One call over the AWS route on a connection that stays open; how long the client waited, in ms. */
  async timeInvoke(name: string): Promise<number> {
    const startedMs = performance.now();
    const { status, body } = await new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
      const sent = request(
        `${this.url}/2015-03-31/functions/${name}/invocations`,
        { method: 'POST', agent: this.#agent },
        (response) => void buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }), reject),
      );
      sent.once('error', reject);
      sent.end('{"name":"world"}');
    });
    const tookMs = performance.now() - startedMs;
    if (status !== 200 || !body.toString().includes('"hello"'))
      throw new SkeinError('internal', { reason: `${name} answered ${body.toString()}` });
    return tookMs;
  }

  /** Waits until so many sandboxes without code are ready. */
  async untilPrewarmed(count: number): Promise<void> {
    while ((await this.metric('skein_sandboxes_prewarmed')) < count) await pause(POLL_MS);
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#stop.disposeAsync();
  }
}

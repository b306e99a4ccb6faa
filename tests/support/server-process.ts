import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { descendantsOf } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

const PROGRAM = fileURLToPath(new URL('serve.ts', import.meta.url));

/** A whole server as a process of its own, for tests that kill it. */
export class ServerProcess implements AsyncDisposable {
  readonly pid: number;
  /** Where it listens, as soon as it does; undefined when it ended before. */
  readonly ready: Promise<string | undefined>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #url: string | undefined;

  /** `variables` are settings by their environment names; `command` is put before Node, for servers that need special surroundings. */
  constructor(variables: Readonly<Record<string, string>>, command: readonly string[] = []) {
    const [file, ...words] = [...command, process.execPath, PROGRAM];
    const env = { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...variables };
    this.#child = spawn(file, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.pid = this.#child.pid ?? 0;
    this.#exited = once(this.#child, 'exit').then(() => undefined);
    this.ready = this.#readUrl();
  }

  /** Starts a server and waits until it can be called. */
  static async start(variables: Readonly<Record<string, string>>, command?: readonly string[]): Promise<ServerProcess> {
    const server = new ServerProcess(variables, command);
    if ((await server.ready) === undefined) throw new Error('the server ended before it could be called');
    return server;
  }

  /** Where it listens. Only when it is ready. */
  get url(): string {
    if (this.#url === undefined) throw new Error('the server is not ready');
    return this.#url;
  }

  /** Tells it to stop, as a service manager does; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  /** `kill -9` of the server alone, or of it and everything it has started. Says what it had started. */
  async kill(victims: 'server' | 'all' = 'server'): Promise<readonly ProcessIdentity[]> {
    const descendants = descendantsOf(this.pid);
    // The server first: it must not see its sandboxes die.
    this.#child.kill('SIGKILL');
    if (victims === 'all') descendants.forEach(({ pid }) => killIfThere(pid));
    await this.#exited;
    return descendants;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #readUrl(): Promise<string | undefined> {
    if (this.#child.stdout === null) throw new Error('the server has no output');
    const lines = createInterface(this.#child.stdout);
    const ended = new AbortController();
    lines.once('close', () => ended.abort());
    try {
      [this.#url] = (await once(lines, 'line', { signal: ended.signal })) as [string];
    } catch {
      this.#url = undefined;
    }
    return this.#url;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

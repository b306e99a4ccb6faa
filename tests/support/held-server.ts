import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { descendantsOf } from './processes.ts';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/skein.mjs', import.meta.url));
const LISTENS = /^Skein listens on (\S+);/;

/** `skein up` as an operator starts it, whose servers come and go; with `command` before it, such as what hands over a socket. */
export class HeldServer implements AsyncDisposable {
  readonly pid: number;
  /** What the process and its servers have said on standard error. */
  complaints = '';
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #starts: string[] = [];
  #onStart: () => void = () => undefined;

  constructor(words: readonly string[], variables: Readonly<Record<string, string | undefined>>, command: readonly string[] = []) {
    const [file = '', ...rest] = [...command, process.execPath, BIN, 'up', ...words];
    const env = { ...process.env, PORT: '0', LOG_LEVEL: 'error', DB_PATH: undefined, ...variables };
    this.#child = spawn(file, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = this.#child.pid ?? 0;
    this.#exited = once(this.#child, 'exit');
    if (this.#child.stdout === null || this.#child.stderr === null) throw new Error('the server has no output');
    this.#child.stderr.on('data', (data: Buffer) => (this.complaints += data.toString()));
    createInterface(this.#child.stdout).on('line', (line) => {
      const url = LISTENS.exec(line)?.[1];
      if (url === undefined) return;
      this.#starts.push(url);
      this.#onStart();
    });
  }

  /** How many servers have been up. */
  get starts(): number {
    return this.#starts.length;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Where the servers are found, once so many of them have been up. */
  async untilStarts(count: number): Promise<string> {
    while (this.starts < count) {
      const next = new Promise<void>((resolve) => (this.#onStart = resolve));
      await Promise.race([next, this.#exited]);
      if (this.#child.exitCode !== null) throw new Error(`it has ended: ${this.complaints}`);
    }
    return this.#starts[count - 1] ?? '';
  }

  /** The process that serves at the moment. */
  get serverPid(): number {
    const servers = descendantsOf(this.pid).filter(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').endsWith('main.ts\0up\0'));
    if (servers[0] === undefined) throw new Error('there is no server');
    return servers[0].pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves when the process has ended. */
  async untilEnded(): Promise<void> {
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.signal('SIGTERM');
    await this.#exited;
  }
}

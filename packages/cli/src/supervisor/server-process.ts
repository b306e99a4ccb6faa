import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerEnd } from './server-end.ts';

const MAIN_PATH = fileURLToPath(new URL('../main.ts', import.meta.url));
/** A process knows its own number only when it runs; the shell becomes the server and keeps its number. */
const SAY_PID = 'LISTEN_PID=$$ exec "$@"';

/** A `skein up` of its own process that serves a socket which this process keeps. */
export class ServerProcess {
  /** Resolves when the process is gone. */
  readonly ended: Promise<ServerEnd>;
  readonly #child: ChildProcess;
  #upSinceMs: number | undefined;
  #told: ServerEnd['told'];

  /** `descriptor` is that of the bound socket. */
  constructor(descriptor: number, environment: NodeJS.ProcessEnv) {
    this.#child = spawn('/bin/sh', ['-c', SAY_PID, 'sh', process.execPath, ...process.execArgv, MAIN_PATH, 'up'], {
      env: { ...environment, LISTEN_FDS: '1', LISTEN_FDNAMES: 'skein' },
      stdio: ['inherit', 'inherit', 'inherit', descriptor, 'ipc'],
      // Ctrl-C in a terminal reaches every process of a group. The server is to be told by the holder, once.
      detached: true,
    });
    this.#child.once('message', () => (this.#upSinceMs = performance.now()));
    this.ended = this.#untilGone();
  }

  get isUp(): boolean {
    return this.#upSinceMs !== undefined;
  }

  /** Has the server end what runs, and then itself. A second order to stop ends it at once. */
  tell(order: 'stop' | 'restart'): void {
    if (this.#told === undefined || (this.#told === 'stop' && order === 'stop')) this.#child.kill('SIGTERM');
    if (this.#told !== 'stop') this.#told = order;
  }

  async #untilGone(): Promise<ServerEnd> {
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, NodeJS.Signals | null];
    const upMs = this.#upSinceMs === undefined ? undefined : performance.now() - this.#upSinceMs;
    return { exitCode: code ?? undefined, signal: signal ?? undefined, upMs, told: this.#told };
  }
}

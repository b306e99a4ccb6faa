import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SkeinError } from '@skein/contracts';

const URL_PATTERN = /http:\/\/127\.0\.0\.1:\d+/;

/** A server in a process of its own, so that what is compared shares neither a heap nor an event loop. */
export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  /** The line with which it said where it listens. */
  readonly greeting: string;
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, greeting: string, url: string) {
    this.#child = child;
    this.greeting = greeting;
    this.url = url;
    this.pid = child.pid ?? 0;
  }

  /** Starts a program of this repository and waits for the line that names its address. */
  static async start(program: string, words: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const child = spawn(process.execPath, [program, ...words], {
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [url] = URL_PATTERN.exec(line) ?? [];
      if (url === undefined) continue;
      child.stdout.resume();
      return new ServerProcess(child, line, url);
    }
    throw new SkeinError('internal', { reason: `${program} ended without saying where it listens` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGINT');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }
}

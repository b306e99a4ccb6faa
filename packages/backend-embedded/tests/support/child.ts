import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that runs one of the programs beside this file and prints a line for each thing that happened. */
export class Child implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly #ended: Promise<unknown>;
  #wake: () => void = () => {};

  /** The command is put before Node, for programs that need special surroundings. */
  constructor(program: string, parameters: readonly string[], command: readonly string[] = []) {
    const [file = process.execPath, ...rest] = [
      ...command,
      process.execPath,
      fileURLToPath(new URL(program, import.meta.url)),
      ...parameters,
    ];
    this.process = spawn(file, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = once(this.process, 'close').then(() => this.#wake());
    const { stdout } = this.process;
    if (stdout !== null) createInterface(stdout).on('line', (line) => this.#add(line));
  }

  /** Resolves when so many lines were printed, or the process has ended. */
  async waitForLines(count: number): Promise<void> {
    while (this.lines.length < count && this.process.exitCode === null && this.process.signalCode === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** `kill -9`; resolves when the process is gone and all it printed was read. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #add(line: string): void {
    this.lines.push(line);
    this.#wake();
  }
}

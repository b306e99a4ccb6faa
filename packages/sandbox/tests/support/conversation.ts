import { constants, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import type { SandboxProcess } from '../../src/index.ts';

/** The host's ends of a sandbox's three pipes, with the test runtimes (one JSON line each way) behind them. */
export class Conversation {
  readonly #command: number;
  readonly #outcome: Lines;
  readonly log: Lines;

  constructor(channelDir: string) {
    this.#command = openSync(path.join(channelDir, 'command'), constants.O_WRONLY | constants.O_NONBLOCK);
    this.#outcome = new Lines(path.join(channelDir, 'outcome'));
    this.log = new Lines(path.join(channelDir, 'log'));
  }

  /** Opens the pipes of a sandbox and waits until its runtime is ready. */
  static async with(sandbox: SandboxProcess): Promise<Conversation> {
    const conversation = new Conversation(sandbox.channelDir);
    const greeting = await conversation.answer();
    if (greeting !== 'ready') throw new Error(`the sandbox did not start: ${(await conversation.log.all()).join(' ')}`);
    return conversation;
  }

  /** Runs source in the sandbox: Python assigns to `answer`, JavaScript is an expression. */
  async ask(source: string): Promise<unknown> {
    this.tell(source);
    return await this.answer();
  }

  tell(source: string): void {
    writeSync(this.#command, `${JSON.stringify(source)}\n`);
  }

  async answer(): Promise<unknown> {
    const line = await this.#outcome.next();
    return line === undefined ? undefined : JSON.parse(line);
  }
}

/** Lines read from a named pipe; `undefined` once it has ended. */
export class Lines {
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(file: string) {
    const socket = new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
    this.#lines = splitLines(socket);
  }

  async next(): Promise<string | undefined> {
    const result = await this.#lines.next();
    return result.done === true ? undefined : result.value;
  }

  async all(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.next(); line !== undefined; line = await this.next()) lines.push(line);
    return lines;
  }
}

async function* splitLines(socket: Socket): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of socket) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

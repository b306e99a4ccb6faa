import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import {
  FrameDecoder,
  FrameType,
  NODE_FLAGS,
  RUNTIMES_DIR,
  decodeCall,
  encodeCallAnswer,
  encodeFrame,
  encodeInvoke,
} from '../../src/index.ts';
import type { CallFrame } from '../../src/index.ts';

const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
const PROGRAMS = { python: ['-I', '-S', 'python/bootstrap.py'], node: [...NODE_FLAGS, 'node/bootstrap.mjs'] } as const;
const [COMMAND_FD, OUTCOME_FD] = [3, 4];

export type Family = keyof typeof PROGRAMS;

export interface Answer {
  readonly type: number;
  readonly text: string;
  /** What was written to descriptors 1 and 2 up to the answer. */
  readonly log: string;
}

export interface CallOptions {
  readonly extras?: object;
  readonly deadlineMs?: number;
  readonly requestId?: string;
}

/** A runtime as a process of its own, spoken to over its two pipes as a sandbox's host does. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly #frames: { readonly type: number; readonly invocation: number; readonly text: string }[] = [];
  #log = '';
  #wake = (): void => {};
  #invocation = 0;
  readonly exit: Promise<number | null>;
  readonly dir: string;
  /** Takes the calls of other functions; `answer` may be called at any time, or never. */
  onCall: (call: CallFrame, answer: (kind: 'result' | 'error' | 'refused', text: string) => void) => void = (_call, answer) =>
    answer('refused', '{"errorType":"unexpected"}');

  private constructor(child: ChildProcess, dir: string) {
    this.#child = child;
    this.dir = dir;
    const decoder = new FrameDecoder(MAX_PAYLOAD_BYTES, (type, invocation, payload) => {
      if (type === FrameType.call) {
        const call = decodeCall(payload);
        this.onCall(call, (kind, text) => this.#send(encodeCallAnswer(invocation, call.call, kind, Buffer.from(text))));
        return;
      }
      this.#frames.push({ type, invocation, text: payload.toString() });
      this.#wake();
    });
    (child.stdio[OUTCOME_FD] as Readable).on('data', (chunk: Buffer) => decoder.push(chunk));
    child.stdout?.on('data', (chunk: Buffer) => void (this.#log += chunk.toString()));
    this.exit = new Promise((resolve) => {
      child.once('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
    (child.stdio[COMMAND_FD] as Writable).on('error', () => {});
  }

  /** Starts a runtime with a function made of files, and waits until it has loaded it. The last frame of that is `started`. */
  static async start(
    family: Family,
    interpreter: string,
    files: Readonly<Record<string, string>>,
    handler: string,
    changes: object = {},
  ): Promise<{ runtime: RuntimeProcess; started: Answer }> {
    const dir = await mkdtemp(path.join(tmpdir(), 'skein-runtime-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
      await writeFile(path.join(dir, file), content);
    }
    const [...words] = PROGRAMS[family];
    const program = path.join(RUNTIMES_DIR, words.pop() ?? '');
    // Both outputs are one pipe, as in a sandbox, so that their order is kept.
    const child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', interpreter, ...words, program, String(COMMAND_FD), String(OUTCOME_FD)], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
      env: {},
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const runtime = new RuntimeProcess(child, dir);
    const init = {
      codeDir: dir,
      handler,
      environment: { LANG: 'en_US.UTF-8', TZ: ':UTC', USERS_OWN: 'value' },
      functionName: 'tested',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tested',
      memoryMb: 128,
      logGroup: '/aws/lambda/tested',
      logStream: '2026/11/21/[$LATEST]0',
      maxResponseBytes: 6_291_556,
      ...changes,
    };
    await runtime.#next();
    runtime.#send(encodeFrame(FrameType.init, 0, Buffer.from(JSON.stringify(init))));
    return { runtime, started: await runtime.#next() };
  }

  /** Calls the function with an event as text, or as bytes that may be none. */
  async call(
    event: string | Buffer,
    { extras, deadlineMs = Date.now() + 60_000, requestId = randomUUID() }: CallOptions = {},
  ): Promise<Answer> {
    this.#invocation += 1;
    this.#log = '';
    this.#send(
      encodeInvoke({
        invocation: this.#invocation,
        requestId,
        deadlineMs,
        extras: extras === undefined ? undefined : JSON.stringify(extras),
        event: typeof event === 'string' ? Buffer.from(event) : event,
      }),
    );
    return await this.#next();
  }

  drain(): void {
    this.#send(encodeFrame(FrameType.drain, 0));
  }

  /** Ends the command pipe, as the end of the host does. */
  hangUp(): void {
    (this.#child.stdio[COMMAND_FD] as Writable).end();
  }

  #send(frame: Buffer): void {
    (this.#child.stdio[COMMAND_FD] as Writable).write(frame);
  }

  /** The next frame; type 0 with the exit code when the runtime ends instead. */
  async #next(): Promise<Answer> {
    const ended = this.exit.then(() => true);
    while (this.#frames.length === 0) {
      const woken = new Promise<boolean>((resolve) => {
        this.#wake = () => resolve(false);
      });
      if ((await Promise.race([woken, ended])) && this.#frames.length === 0)
        return { type: 0, text: String(await this.exit), log: this.#log };
    }
    const { type = 0, text = '' } = this.#frames.shift() ?? {};
    // The log pipe is another stream; what was written before the answer has arrived by then.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { type, text, log: this.#log };
  }
}

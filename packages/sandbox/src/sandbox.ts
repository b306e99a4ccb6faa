import assert from 'node:assert/strict';
import { LOG_KEPT_BYTES, RESPONSE_MAX_BYTES, SANDBOX_START_MAX_MS, SkeinError } from '@skein/contracts';
import { FrameType, PROTOCOL_VERSION, encodeFrame } from '@skein/runtimes';
import type { SandboxCode, SandboxDriver, SandboxExit, SandboxProcess, StartRequest } from './driver.ts';
import { CallDeadline } from './call-deadline.ts';
import { machineClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { SandboxChannel } from './protocol/channel.ts';
import type { ChannelEvents, HostChannel } from './protocol/channel.ts';
import { LogCollector } from './protocol/log-collector.ts';
import { OpenCalls } from './protocol/open-calls.ts';
import type { AnswerCall } from './protocol/open-calls.ts';

/** How a call into a sandbox ended. All but the first four leave the sandbox dead. */
export type AnswerKind =
  | 'result'
  | 'error'
  | 'invalid_event'
  | 'initialised'
  | 'init_failed'
  | 'timeout'
  | 'exit'
  | 'out_of_memory'
  | 'protocol'
  /** It ended by itself before it had read the call: nothing has run. */
  | 'unread';

export interface SandboxAnswer {
  readonly kind: AnswerKind;
  /** The result, the error document, or, for an invalid event, the reason. */
  readonly payload: Buffer;
  readonly durationMs: number;
  readonly peakMemoryBytes: number;
  readonly log: Buffer;
  readonly logDroppedBytes: number;
  /** Set when the sandbox ended by itself. */
  readonly exit: SandboxExit | undefined;
  /** Set when the protocol was broken: how. */
  readonly brokenBecause: string | undefined;
}

export interface SandboxCall {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly extras: string | undefined;
  readonly event: Buffer;
  readonly timeoutMs: number;
  readonly answerCall: AnswerCall;
}

/** What the runtime is told in INIT, besides where the code lies. */
export interface InitDocument {
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly maxResponseBytes: number;
}

const EMPTY = Buffer.alloc(0);

type FinalFrames = ReadonlyMap<number, AnswerKind>;

/** What can end the loading of the code, and what an invocation: the function's code can write frames of its own to the pipe. */
const LOADING_FRAMES: FinalFrames = new Map<number, AnswerKind>([
  [FrameType.initialised, 'initialised'],
  [FrameType.initFailed, 'init_failed'],
]);
const INVOCATION_FRAMES: FinalFrames = new Map<number, AnswerKind>([
  [FrameType.result, 'result'],
  [FrameType.error, 'error'],
  [FrameType.invalidEvent, 'invalid_event'],
  [FrameType.crash, 'error'],
]);
const LOADING = 0;

interface Waiting {
  readonly invocation: number;
  readonly startedMs: number;
  readonly isSent: boolean;
  readonly resolve: (answer: SandboxAnswer) => void;
  answered: boolean;
}

/** A sandbox with a runtime that speaks: loads code once, then runs one call at a time. */
export class Sandbox {
  readonly id: string;
  readonly driverName: string;
  readonly exited: Promise<SandboxExit>;
  readonly #process: SandboxProcess;
  readonly #channel: HostChannel;
  readonly #clock: Clock;
  readonly #logs = new LogCollector(LOG_KEPT_BYTES);
  readonly #calls = new OpenCalls((frame) => this.#channel.send(frame));
  readonly #deadline: CallDeadline;
  readonly #ready = Promise.withResolvers<void>();
  #waiting: Waiting | undefined;
  #invocations = 0;
  #isStarting = true;
  #alive = true;
  #idle = true;

  private constructor(process: SandboxProcess, driverName: string, clock: Clock) {
    this.id = process.id;
    this.#clock = clock;
    this.#deadline = new CallDeadline(clock, () => this.#timeOut());
    this.driverName = driverName;
    this.exited = process.exited;
    this.#process = process;
    const events: ChannelEvents = {
      onFrame: (type, invocation, payload) => this.#receive(type, invocation, payload),
      onPart: () => this.#expectPart(),
      onLog: (chunk) => this.#collect(chunk),
      onBroken: (reason) => this.#break(reason),
    };
    this.#channel = process.openChannel?.(events) ?? new SandboxChannel(process.channelDir, events);
    void process.exited.then((exit) => this.#onExit(exit));
  }

  /** Starts a sandbox and waits for its runtime. Rejects with `sandbox_failed`, and then nothing of it is left. */
  static async start(driver: SandboxDriver, request: StartRequest, clock: Clock = machineClock): Promise<Sandbox> {
    const sandbox = await Sandbox.#open(await driver.start(request), driver.name, clock);
    const cancel = clock.after(SANDBOX_START_MAX_MS, () => sandbox.#break(`no READY within ${SANDBOX_START_MAX_MS} ms`));
    try {
      await sandbox.#ready.promise;
      return sandbox;
    } catch (error) {
      // Whoever asked for it takes its memory to be free from now on.
      await sandbox.destroy();
      throw error;
    } finally {
      cancel();
    }
  }

  /** A sandbox that ends at once takes its pipes with it. */
  static async #open(process: SandboxProcess, driverName: string, clock: Clock): Promise<Sandbox> {
    try {
      return new Sandbox(process, driverName, clock);
    } catch (error) {
      await process.destroy();
      throw new SkeinError('sandbox_failed', { functionName: process.id, reason: describeExit(await process.exited) }, { cause: error });
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Gives the sandbox its code and has the runtime load it. */
  async initialise(code: SandboxCode, init: InitDocument, timeoutMs: number): Promise<SandboxAnswer> {
    const place = await this.#process.specialise(code);
    // From here on, as Lambda counts it: "Max Memory Used" is that of all invocations that shared the environment.
    this.#process.meter.reset();
    const environment = { ...init.environment, ...place.environment };
    const payload = Buffer.from(JSON.stringify({ ...init, environment, codeDir: place.codeDir }));
    const answer = this.#expectAnswer(LOADING, timeoutMs);
    if (this.#alive) this.#channel.sendInit(encodeFrame(FrameType.init, 0, payload));
    return await answer;
  }

  invoke(call: SandboxCall): Promise<SandboxAnswer> {
    this.#invocations = (this.#invocations % 0xffff_ffff) + 1;
    const invocation = this.#invocations;
    const { requestId, deadlineMs, extras, event } = call;
    this.#calls.begin(invocation, call.answerCall);
    const answer = this.#expectAnswer(invocation, call.timeoutMs);
    if (this.#alive) this.#channel.sendInvoke({ invocation, requestId, deadlineMs, extras, event });
    return answer;
  }

  /** Kills everything in the sandbox. Resolves when nothing of it is left. */
  async destroy(): Promise<void> {
    this.#alive = false;
    await this.#process.destroy();
  }

  /** Of a sandbox that is dead already the answer is that. */
  #expectAnswer(invocation: number, timeoutMs: number): Promise<SandboxAnswer> {
    assert(this.#waiting === undefined, 'a sandbox runs one call at a time');
    this.#idle = false;
    const startedMs = this.#clock.monotonicMs();
    this.#deadline.begin(startedMs, timeoutMs);
    if (!this.#alive) void this.#process.exited.then((exit) => this.#onExit(exit));
    return new Promise((resolve) => {
      this.#waiting = { invocation, startedMs, resolve, isSent: this.#alive, answered: false };
    });
  }

  #receive(type: number, invocation: number, payload: Buffer): void {
    if (type === FrameType.ready && this.#isStarting) {
      this.#greet(payload);
      return;
    }
    const waiting = this.#waiting;
    const kind = (invocation === LOADING ? LOADING_FRAMES : INVOCATION_FRAMES).get(type);
    if (type === FrameType.call && waiting?.invocation === invocation && invocation !== LOADING && !waiting.answered) {
      this.#calls.receive(payload);
      return;
    }
    if (kind === undefined || waiting === undefined || waiting.invocation !== invocation || waiting.answered) {
      this.#break(`unexpected frame of type ${type} for invocation ${invocation}`);
      return;
    }
    // The runtime refuses it itself; what comes nevertheless was not written by the runtime.
    if (payload.length > RESPONSE_MAX_BYTES) {
      this.#break(`an answer of ${payload.length} bytes is over the limit of ${RESPONSE_MAX_BYTES}`);
      return;
    }
    waiting.answered = true;
    this.#deadline.end();
    // The runtime ends by itself, but perhaps only after the pool has given its sandbox to the next caller.
    if (type === FrameType.crash) void this.destroy();
    const durationMs = this.#clock.monotonicMs() - waiting.startedMs;
    // What was written to the log pipe before the answer has been read by the end of this turn of the event loop.
    setImmediate(() => this.#settle(kind, payload, durationMs));
  }

  /** What a process left by an earlier call begins to write while nothing runs would otherwise break the protocol of the next call. */
  #expectPart(): void {
    if (this.#isStarting || this.#waiting?.answered === false) return;
    this.#break('a part of a frame while nothing runs');
  }

  #greet(payload: Buffer): void {
    this.#isStarting = false;
    const version = /"protocol":\s*(\d+)/.exec(payload.toString())?.[1];
    if (version === String(PROTOCOL_VERSION)) this.#ready.resolve();
    else this.#break(`the runtime speaks version ${version ?? 'unknown'} of the protocol, not ${PROTOCOL_VERSION}`);
  }

  #settle(kind: AnswerKind, payload: Buffer, durationMs: number, exit?: SandboxExit, brokenBecause?: string): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#calls.end();
    this.#deadline.end();
    this.#channel.drainLog();
    const log = kind === 'initialised' ? undefined : this.#logs.take();
    this.#idle = kind !== 'initialised';
    waiting.resolve({
      kind,
      payload,
      durationMs,
      peakMemoryBytes: this.#process.meter.peakMemoryBytes(),
      log: log?.bytes ?? EMPTY,
      logDroppedBytes: log?.droppedBytes ?? 0,
      exit,
      brokenBecause,
    });
  }

  /** What is written while nothing runs belongs to no invocation and must not reach the next one's log. */
  #collect(chunk: Buffer): void {
    if (!this.#idle) this.#logs.add(chunk);
  }

  #timeOut(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.answered) return;
    waiting.answered = true;
    void this.destroy();
    setImmediate(() => this.#settle('timeout', EMPTY, this.#clock.monotonicMs() - waiting.startedMs));
  }

  #break(reason: string): void {
    if (!this.#alive) return;
    void this.destroy();
    this.#ready.reject(new SkeinError('sandbox_failed', { functionName: this.id, reason }));
    const waiting = this.#waiting;
    // A pipe that nobody reads any more breaks before we hear that the sandbox has ended; then its end is the answer.
    if (waiting === undefined || waiting.answered || this.#channel.isUnread()) return;
    waiting.answered = true;
    setImmediate(() => this.#settle('protocol', EMPTY, this.#clock.monotonicMs() - waiting.startedMs, undefined, reason));
  }

  #onExit(exit: SandboxExit): void {
    this.#alive = false;
    this.#deadline.close();
    this.#ready.reject(new SkeinError('sandbox_failed', { functionName: this.id, reason: describeExit(exit) }));
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.answered) {
      setImmediate(() => this.#channel.close());
      return;
    }
    waiting.answered = true;
    const kind = !waiting.isSent || this.#channel.isUnread() ? 'unread' : exit.outOfMemory ? 'out_of_memory' : 'exit';
    setImmediate(() => {
      this.#settle(kind, EMPTY, this.#clock.monotonicMs() - waiting.startedMs, exit);
      this.#channel.close();
    });
  }
}

/** What Lambda, whose supervisor is written in Go, calls the signals that end a process. */
const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/** How a process ended, in the words of Lambda's exit errors. */
export function describeExit(exit: SandboxExit): string {
  if (exit.signal !== null) return `signal: ${SIGNAL_NAMES[exit.signal] ?? exit.signal}`;
  return `exit status ${exit.code ?? 'unknown'}`;
}

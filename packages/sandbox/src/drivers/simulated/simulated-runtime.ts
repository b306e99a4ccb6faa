import { FrameType, PROTOCOL_VERSION, decodeInvoke, encodeFrame } from '@skein/runtimes';
import type { Clock } from '../../clock.ts';
import type { SandboxExit } from '../../driver.ts';
import type { CallFault, FaultChooser, LoadFault, StartFault } from './faults.ts';
import type { SimulatedChannel } from './simulated-channel.ts';

/** Sees what reaches simulated sandboxes. */
export interface SimulatedWitness {
  /** A function was called; `answered` says whether it will say that it succeeded. */
  ran(requestId: string, handler: string, sandboxId: string, answered: boolean): void;
  /** The host did what it must never do. */
  breach(what: string): void;
}

export interface SimulatedRuntimeOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly chooser: FaultChooser;
  readonly witness: SimulatedWitness | undefined;
  readonly channel: SimulatedChannel;
  readonly exit: (exit: SandboxExit) => void;
}

const LIED: SandboxExit = { code: 1, signal: null, outOfMemory: false };
const OUT_OF_MEMORY: SandboxExit = { code: null, signal: 'SIGKILL', outOfMemory: true };
const ANOTHER_VERSION = PROTOCOL_VERSION + 1;
const UNKNOWN_TYPE = 0xff;
/** A payload of four gigabytes, as the header of a frame says it. */
const TOO_LONG = Buffer.alloc(12, 0xff);

/** The guest's side of the protocol: it answers what it is asked, or not, or something else. */
export class SimulatedRuntime {
  readonly #options: SimulatedRuntimeOptions;
  #handler: string | undefined;
  #running = false;
  #lastAnswer: Buffer | undefined;

  constructor(options: SimulatedRuntimeOptions) {
    this.#options = options;
  }

  begin(fault: StartFault | undefined): void {
    if (fault === 'silent') return;
    if (fault === 'dies') return this.#options.exit(LIED);
    if (fault === 'garbage') return this.#options.channel.write(this.#options.chooser.garbage());
    const protocol = fault === 'another-protocol' ? ANOTHER_VERSION : PROTOCOL_VERSION;
    this.#send(FrameType.ready, 0, JSON.stringify({ protocol, runtime: 'simulated', version: '0' }));
    if (fault === 'ready-and-dead') this.#later(() => this.#options.exit(LIED));
  }

  receive(type: number, invocation: number, payload: Buffer): void {
    if (type === FrameType.init) this.#load(payload);
    else if (type === FrameType.invoke) this.#call(invocation, payload);
  }

  #load(payload: Buffer): void {
    const { handler } = JSON.parse(payload.toString()) as { readonly handler: string };
    if (this.#handler !== undefined) this.#breach(`has ${this.#handler} and was given ${handler}`);
    this.#handler = handler;
    const fault = this.#options.chooser.load();
    this.#later(() => this.#finishLoad(fault));
  }

  #finishLoad(fault: LoadFault | undefined): void {
    const { channel, chooser, exit } = this.#options;
    if (fault === 'silent') return;
    if (fault === 'dies') exit(LIED);
    else if (fault === 'garbage') channel.write(chooser.garbage());
    else if (fault === 'fails') this.#send(FrameType.initFailed, 0, errorDocument('it was simulated not to load'));
    else if (fault === 'answers-instead') this.#send(FrameType.result, 1, '"nobody asked"');
    else this.#send(FrameType.initialised, 0, '');
    if (fault === 'twice') this.#send(FrameType.initialised, 0, '');
  }

  #call(invocation: number, payload: Buffer): void {
    const { id, chooser, witness } = this.#options;
    const { requestId, event } = decodeInvoke(payload);
    if (this.#handler === undefined) this.#breach(`was asked ${requestId} without code`);
    if (this.#running) this.#breach(`was asked ${requestId} while it ran something else`);
    this.#running = true;
    const { fails, sleepMs } = readWishes(event);
    const fault = chooser.call() ?? (fails ? 'fails' : undefined);
    const answered = fault === undefined || fault === 'answers-and-dies' || fault === 'twice' || fault === 'twice-later';
    witness?.ran(requestId, this.#handler ?? '', id, answered);
    const answer = JSON.stringify({ simulated: true, requestId, handler: this.#handler, sandboxId: id, event: event.toString() });
    this.#later(() => this.#finishCall(invocation, requestId, answer, fault), sleepMs);
  }

  #finishCall(invocation: number, requestId: string, answer: string, fault: CallFault | undefined): void {
    this.#running = false;
    this.#options.channel.log(`${requestId}\n`);
    const honest = encodeFrame(FrameType.result, invocation, Buffer.from(answer));
    if (fault === undefined || fault === 'answers-and-dies') this.#options.channel.write(honest);
    if (fault === 'answers-and-dies') this.#later(() => this.#options.exit(LIED));
    else if (fault !== undefined) this.#misbehave(fault, invocation, requestId, honest);
    this.#lastAnswer = honest;
  }

  #misbehave(fault: CallFault, invocation: number, requestId: string, honest: Buffer): void {
    const { channel, chooser, exit } = this.#options;
    const notMine = Buffer.from(JSON.stringify({ simulated: true, requestId: 'that of somebody else' }));
    const acts: Readonly<Record<Exclude<CallFault, 'answers-and-dies' | 'silent'>, () => void>> = {
      fails: () => this.#send(FrameType.error, invocation, errorDocument(requestId)),
      crashes: () => this.#send(FrameType.crash, invocation, errorDocument(requestId)),
      dies: () => exit(LIED),
      'out-of-memory': () => exit(OUT_OF_MEMORY),
      twice: () => channel.write(Buffer.concat([honest, honest])),
      'twice-later': () => {
        channel.write(honest);
        this.#later(() => channel.write(honest));
      },
      'for-another': () => channel.write(encodeFrame(FrameType.result, invocation + 1, notMine)),
      'for-the-one-before': () => channel.write(this.#lastAnswer ?? encodeFrame(FrameType.result, 0, notMine)),
      'unknown-frame': () => channel.write(encodeFrame(UNKNOWN_TYPE, invocation, notMine)),
      garbage: () => channel.write(chooser.garbage()),
      'too-long': () => channel.write(TOO_LONG),
    };
    if (fault !== 'silent' && fault !== 'answers-and-dies') acts[fault]();
  }

  #send(type: number, invocation: number, text: string): void {
    this.#options.channel.write(encodeFrame(type, invocation, Buffer.from(text)));
  }

  #later(act: () => void, moreMs = 0): void {
    this.#options.clock.after(moreMs + this.#options.chooser.delayMs(), act);
  }

  #breach(what: string): void {
    this.#options.witness?.breach(`${this.#options.id} ${what}`);
  }
}

/** What an event may ask of a simulated function: `{"sleepMs": 100, "fails": true}`. */
function readWishes(event: Buffer): { readonly fails: boolean; readonly sleepMs: number } {
  try {
    const { sleepMs, fails } = JSON.parse(event.toString()) as { readonly sleepMs?: unknown; readonly fails?: unknown };
    return { fails: fails === true, sleepMs: typeof sleepMs === 'number' ? sleepMs : 0 };
  } catch {
    return { fails: false, sleepMs: 0 };
  }
}

function errorDocument(text: string): string {
  return JSON.stringify({ errorType: 'Simulated', errorMessage: text });
}

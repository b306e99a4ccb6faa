/** How often simulated sandboxes misbehave, each a share from 0 to 1, and how slow they are. */
export interface SimulatedFaults {
  /** Of starts. */
  readonly start: number;
  /** Of loads of a function's code. */
  readonly load: number;
  /** Of calls. */
  readonly call: number;
  /** Longest time that any step takes, in ms; each takes a time of its own below that. */
  readonly delayMaxMs: number;
}

export const NO_FAULTS: SimulatedFaults = { start: 0, load: 0, call: 0, delayMaxMs: 0 };

/** What a start can turn out to be. */
const START_FAULTS = ['refused', 'dies', 'silent', 'ready-and-dead', 'another-protocol', 'garbage'] as const;
/** What loading the code can turn out to be. */
const LOAD_FAULTS = ['fails', 'dies', 'silent', 'twice', 'answers-instead', 'garbage'] as const;
/** What a call can turn out to be. Only of the first three does the caller hear the function itself. */
const CALL_FAULTS = [
  'fails',
  'crashes',
  'answers-and-dies',
  'dies',
  'out-of-memory',
  'silent',
  'twice',
  'twice-later',
  'for-another',
  'for-the-one-before',
  'unknown-frame',
  'garbage',
  'too-long',
] as const;

export type StartFault = (typeof START_FAULTS)[number];
export type LoadFault = (typeof LOAD_FAULTS)[number];
export type CallFault = (typeof CALL_FAULTS)[number];

/** Decides by chance how each step of a sandbox goes. */
export class FaultChooser {
  readonly #faults: SimulatedFaults;
  readonly #random: () => number;

  constructor(faults: SimulatedFaults, random: () => number) {
    this.#faults = faults;
    this.#random = random;
  }

  start(): StartFault | undefined {
    return this.#choose(this.#faults.start, START_FAULTS);
  }

  load(): LoadFault | undefined {
    return this.#choose(this.#faults.load, LOAD_FAULTS);
  }

  call(): CallFault | undefined {
    return this.#choose(this.#faults.call, CALL_FAULTS);
  }

  delayMs(): number {
    return Math.floor(this.#random() * this.#faults.delayMaxMs);
  }

  /** Bytes that mean nothing. */
  garbage(): Buffer {
    return Buffer.from(Array.from({ length: 1 + Math.floor(this.#random() * 40) }, () => Math.floor(this.#random() * 256)));
  }

  /** Where a block of bytes is cut in two on its way. */
  cut(length: number): number {
    return Math.floor(this.#random() * length);
  }

  #choose<Fault>(share: number, faults: readonly Fault[]): Fault | undefined {
    return this.#random() < share ? faults[Math.floor(this.#random() * faults.length)] : undefined;
  }
}

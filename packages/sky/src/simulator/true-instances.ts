/**
 * The instances of one function at one simulated arm: whether a call finds one, and when it will be free again. Where calls do not overlap, one
 * instance serves all.
 */
export class TrueInstances {
  readonly #keepAliveMs: number;
  readonly #overlapping: boolean;
  #freeAtMs: number[] = [];

  constructor(keepAliveMs: number, overlapping: boolean) {
    this.#keepAliveMs = keepAliveMs;
    this.#overlapping = overlapping;
  }

  /** Whether no instance is free at this time, so that one has to be started. A free one is taken. */
  isCold(atMs: number): boolean {
    this.#freeAtMs = this.#freeAtMs.filter((freeAtMs) => atMs - freeAtMs <= this.#keepAliveMs);
    const free = this.#freeAtMs.filter((freeAtMs) => freeAtMs <= atMs);
    if (free.length === 0) return true;
    this.#freeAtMs.splice(this.#freeAtMs.indexOf(Math.max(...free)), 1);
    return false;
  }

  /** The call runs until then, in ms. */
  occupy(atMs: number, endsAtMs: number): void {
    this.#freeAtMs.push(this.#overlapping ? endsAtMs : atMs);
  }
}

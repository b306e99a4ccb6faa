import { SkeinError } from '@skein/contracts';

/** Hands out the places of a block of user numbers, so that no two live sandboxes have the same host user. */
export class SandboxUsers {
  readonly #size: number;
  readonly #free: number[] = [];
  #used = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** A place in the block that no live sandbox has. Those given back are given out again as late as possible. */
  take(): number {
    if (this.#used < this.#size) return this.#used++;
    const place = this.#free.shift();
    if (place !== undefined) return place;
    throw new SkeinError('sandbox_failed', { functionName: 'a function', reason: `all ${this.#size} users for sandboxes are in use` });
  }

  giveBack(place: number): void {
    this.#free.push(place);
  }
}

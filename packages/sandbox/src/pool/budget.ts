import { SkeinError } from '@skein/contracts';

interface Waiter {
  readonly memoryMb: number;
  readonly resolve: () => void;
  readonly reject: (error: SkeinError) => void;
}

/**
 * Counts the memory promised to sandboxes against what the operator allows, in MB. What is held never exceeds the limit: room that is
 * promised while its former holder still dies is granted only once that one is gone, in the order of asking.
 */
export class MemoryBudget {
  readonly limitMb: number;
  readonly #waiters: Waiter[] = [];
  #usedMb = 0;
  #endingMb = 0;
  #promisedMb = 0;

  constructor(limitMb: number) {
    this.limitMb = limitMb;
  }

  /** Held by sandboxes that live or are still dying. */
  get usedMb(): number {
    return this.#usedMb;
  }

  /** What has to go before so much can be promised; zero or less when nothing has to. What is dying counts as gone. */
  missingMb(memoryMb: number): number {
    return this.#usedMb - this.#endingMb + this.#promisedMb + memoryMb - this.limitMb;
  }

  /** Takes the memory if that is possible at once and passes over nobody who waits. */
  tryTake(memoryMb: number): boolean {
    if (this.#usedMb + this.#promisedMb + memoryMb > this.limitMb) return false;
    this.#usedMb += memoryMb;
    return true;
  }

  /** Takes the memory as soon as enough of what is dying is gone. To be called when nothing is missing. */
  async take(memoryMb: number): Promise<void> {
    if (this.tryTake(memoryMb)) return;
    await new Promise<void>((resolve, reject) => {
      this.#promisedMb += memoryMb;
      this.#waiters.push({ memoryMb, resolve, reject });
    });
  }

  /** The holder of so much has been told to die. */
  startEnding(memoryMb: number): void {
    this.#endingMb += memoryMb;
  }

  giveBack(memoryMb: number, wasEnding = false): void {
    this.#usedMb -= memoryMb;
    if (wasEnding) this.#endingMb -= memoryMb;
    this.#grant();
  }

  /** Refuses everybody who waits with `shutting_down`. */
  close(): void {
    for (const waiter of this.#waiters.splice(0)) {
      this.#promisedMb -= waiter.memoryMb;
      waiter.reject(new SkeinError('shutting_down'));
    }
  }

  #grant(): void {
    for (let [first] = this.#waiters; first !== undefined && this.#usedMb + first.memoryMb <= this.limitMb; [first] = this.#waiters) {
      this.#waiters.shift();
      this.#promisedMb -= first.memoryMb;
      this.#usedMb += first.memoryMb;
      first.resolve();
    }
  }
}

/** The part of a clock that sandboxes and their pool need; the ports' clock satisfies it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** Calls back once after the delay, in ms. The returned function cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const machineClock: Clock = {
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The part of a clock the pool needs; the ports' clock satisfies it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  after(delayMs: number, callback: () => void): () => void;
}

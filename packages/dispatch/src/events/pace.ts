import type { QueuedEvent } from '@skein/contracts';

/** Decides how many events run at the same time. */
export interface Pace {
  /** 0 when the event may start now, else the ms after which to ask again; undefined: not before another one has ended. */
  delayMs(event: QueuedEvent, nowMs: number): number | undefined;
  started(functionName: string, nowMs: number): void;
  /** `ranMs` is how long the function ran; undefined when it was refused before it ran. */
  ended(functionName: string, ranMs: number | undefined, nowMs: number): void;
}

/** A fixed number at once. */
export function fixedPace(limit: number): Pace {
  let running = 0;
  return {
    delayMs: () => (running < limit ? 0 : undefined),
    started() {
      running += 1;
    },
    ended() {
      running -= 1;
    },
  };
}

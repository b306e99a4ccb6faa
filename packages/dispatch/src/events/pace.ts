import type { QueuedEvent } from '@skein/contracts';

/** Decides how many events run at the same time. */
export interface Pace {
  /** Whether no event of the function may start before another one has ended: then the queue need not be asked. */
  isFull(functionName: string): boolean;
  /** 0 when the event may start now, else the ms after which to ask again; undefined: not before another one has ended. */
  delayMs(event: QueuedEvent, nowMs: number): number | undefined;
  started(functionName: string, nowMs: number): void;
  /** `ranMs` is how long the function ran; undefined when it was refused before it ran. */
  ended(functionName: string, ranMs: number | undefined, nowMs: number): void;
}

/** A function may have so many times as many events running as there is room left. */
const SHARE_OF_ROOM = 3;

export interface FairPace extends Pace {
  runningOf(functionName: string): number;
}

/**
 * A fixed number at once, shared so that there is always room for one more function: each waits when it has more events running than a
 * multiple of the room that is left. Alone it gets three quarters; however long those run, another one's events start at once.
 */
export function fairPace(limit: number): FairPace {
  const runningByFunction = new Map<string, number>();
  let running = 0;
  const count = (functionName: string, change: 1 | -1): void => {
    const left = (runningByFunction.get(functionName) ?? 0) + change;
    if (left === 0) runningByFunction.delete(functionName);
    else runningByFunction.set(functionName, left);
    running += change;
  };
  const isFull = (functionName: string): boolean => (runningByFunction.get(functionName) ?? 0) >= SHARE_OF_ROOM * (limit - running);
  return {
    isFull,
    runningOf: (functionName) => runningByFunction.get(functionName) ?? 0,
    delayMs: ({ functionName }) => (isFull(functionName) ? undefined : 0),
    started: (functionName) => count(functionName, 1),
    ended: (functionName) => count(functionName, -1),
  };
}

/** Wait before a crashed server is started again, in ms: none at first, then doubling up to a bound. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A server that was up for so long, in ms, has not crashed because of what it met at its start. */
const SETTLED_MS = 60_000;

/** How a server process came to its end. */
export interface ServerEnd {
  /** Exit code, or undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** How long it could be called, in ms; undefined: it never could. */
  readonly upMs: number | undefined;
  /** What it had been told before. */
  readonly told: 'stop' | 'restart' | undefined;
}

/** What the process that holds the port does next. */
export type Next =
  | { readonly action: 'finish'; readonly failed: boolean }
  /** `crashes` is how many servers in a row have crashed. */
  | { readonly action: 'start'; readonly afterMs: number; readonly crashes: number };

/**
 * What follows the end of a server. One that refuses to start before any other was up has said why, and would say it again and again; one
 * that ends in order although nobody told the holder was told by somebody else to end. Both finish the holder as well.
 */
export function decideNext(end: ServerEnd, before: { readonly crashes: number; readonly wasUp: boolean }): Next {
  // One that has not begun to listen to signals is ended by the order itself.
  if (end.told === 'stop') return { action: 'finish', failed: end.exitCode !== 0 && end.signal !== 'SIGTERM' };
  if (end.told === 'restart') return { action: 'start', afterMs: 0, crashes: 0 };
  if (end.exitCode === 0) return { action: 'finish', failed: false };
  if (end.upMs === undefined && !before.wasUp) return { action: 'finish', failed: true };
  const crashes = (end.upMs ?? 0) >= SETTLED_MS ? 1 : before.crashes + 1;
  return { action: 'start', afterMs: waitMs(crashes), crashes };
}

function waitMs(crashes: number): number {
  return crashes === 1 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** Math.min(crashes - 2, 30), LONGEST_WAIT_MS);
}

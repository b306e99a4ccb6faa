/**
 * What goes wrong in a simulated cloud in a span of time, on its monotonic clock in ms: nobody answers, every call is refused with 429, calls
 * never end, answers are no JSON, logs are not written, or everything takes longer by a factor.
 */
export interface Fault {
  readonly kind: 'unreachable' | 'throttle' | 'hang' | 'garbage' | 'lost-log' | 'slow';
  readonly fromMs: number;
  readonly untilMs: number;
  /** Of `slow`. */
  readonly factor?: number;
}

/** Whether such a fault is there at a time. */
export function isFaulty(faults: readonly Fault[], kind: Fault['kind'], nowMs: number): boolean {
  return faults.some((fault) => fault.kind === kind && nowMs >= fault.fromMs && nowMs < fault.untilMs);
}

/** By how much calls take longer at a time; 1 when nothing is wrong. */
export function slownessAt(faults: readonly Fault[], nowMs: number): number {
  return faults
    .filter(({ kind, fromMs, untilMs }) => kind === 'slow' && nowMs >= fromMs && nowMs < untilMs)
    .reduce((product, { factor = 1 }) => product * factor, 1);
}

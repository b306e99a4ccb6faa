/** Failures in a row after which an arm rests. */
const FAILURES_MAX = 3;
/** How long an arm rests, in ms: at first, and at most; each rest without a success doubles it. */
const REST_MS = 5_000;
const REST_MAX_MS = 300_000;

interface Health {
  readonly failures: number;
  readonly restUntilMs: number;
}

/** Keeps calls away from arms that fail again and again, and tries them once more after a rest. */
export class Breaker {
  readonly #health = new Map<string, Health>();

  /** Whether an arm rests at this time, in ms on any clock that goes forward. */
  isResting(armId: string, nowMs: number): boolean {
    return (this.#health.get(armId)?.restUntilMs ?? 0) > nowMs;
  }

  succeeded(armId: string): void {
    this.#health.delete(armId);
  }

  failed(armId: string, nowMs: number): void {
    const failures = (this.#health.get(armId)?.failures ?? 0) + 1;
    const restMs = failures < FAILURES_MAX ? 0 : Math.min(REST_MAX_MS, REST_MS * 2 ** (failures - FAILURES_MAX));
    this.#health.set(armId, { failures, restUntilMs: nowMs + restMs });
  }
}

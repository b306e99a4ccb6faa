/** Failures in a row after which an arm rests. */
const FAILURES_MAX = 3;
/** How long an arm rests, in ms: at first, and at most; each rest without a success doubles it. */
const REST_MS = 5_000;
const REST_MAX_MS = 300_000;

/** Why an arm's last call came to nothing. */
export interface ArmFailure {
  readonly code: string;
  /** In the provider's own words, as far as it has any. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

interface Health {
  readonly failures: number;
  readonly restUntilMs: number;
  readonly last: ArmFailure;
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

  /** What went wrong last; undefined when the last call was answered. */
  lastFailure(armId: string): ArmFailure | undefined {
    return this.#health.get(armId)?.last;
  }

  failed(armId: string, nowMs: number, last: ArmFailure): void {
    const failures = (this.#health.get(armId)?.failures ?? 0) + 1;
    const restMs = failures < FAILURES_MAX ? 0 : Math.min(REST_MAX_MS, REST_MS * 2 ** (failures - FAILURES_MAX));
    this.#health.set(armId, { failures, restUntilMs: nowMs + restMs, last });
  }
}

/** What is known of an arm's instances of one function at a moment. */
export interface ArmInstances {
  /** Calls that are under way there. */
  readonly busy: number;
  /** When the instance became idle that was used last, in ms since the epoch; undefined when none is known to be idle. */
  readonly idleSinceMs: number | undefined;
}

/** A call under way, with the idle instance that it is taken to run on; without one it started an instance. */
export interface BegunCall {
  readonly armId: string;
  readonly tookIdleSinceMs: number | undefined;
}

/** Idle instances that are remembered of each arm; the oldest are forgotten first. No cloud runs more without being asked. */
const IDLE_MAX = 1_000;

/**
 * Follows the calls of one function, to know whether an instance is free when the next one comes. An instance runs one call at a time, and
 * clouds take the one that was used last (Shahrad et al., "Serverless in the Wild", USENIX ATC 2020, for Azure; the documentation of Lambda).
 */
export class InstanceLog {
  readonly #arms = new Map<string, { busy: number; readonly idleSinceMs: number[] }>();

  begin(armId: string): BegunCall {
    const arm = this.#of(armId);
    arm.busy += 1;
    return { armId, tookIdleSinceMs: arm.idleSinceMs.pop() };
  }

  /** The call has ended; its instance waits for the next one. */
  end({ armId }: BegunCall, nowMs: number): void {
    this.#release(armId, nowMs);
  }

  /** The call never ran: all is as it was before. */
  undo({ armId, tookIdleSinceMs }: BegunCall): void {
    this.#release(armId, tookIdleSinceMs);
  }

  get(armId: string): ArmInstances {
    const { busy, idleSinceMs } = this.#of(armId);
    return { busy, idleSinceMs: idleSinceMs.at(-1) };
  }

  #release(armId: string, sinceMs: number | undefined): void {
    const arm = this.#of(armId);
    arm.busy -= 1;
    if (sinceMs === undefined) return;
    // Calls end in nearly the order in which their times rise, so that the place is found near the end.
    arm.idleSinceMs.splice(arm.idleSinceMs.findLastIndex((each) => each <= sinceMs) + 1, 0, sinceMs);
    if (arm.idleSinceMs.length > IDLE_MAX) arm.idleSinceMs.shift();
  }

  #of(armId: string): { busy: number; readonly idleSinceMs: number[] } {
    const known = this.#arms.get(armId) ?? { busy: 0, idleSinceMs: [] };
    this.#arms.set(armId, known);
    return known;
  }
}

/** Part of a core that a sandbox may use all the time while there is enough for everybody. */
const SHARE_MAX_CORES = 0.5;

/** What a sandbox may use beyond its share before it has to stand behind others, in ms of a core. */
const CREDIT_MS = 20;

/**
 * Least that is held against a sandbox that has overdrawn, in ms of a core. It is a good deal more than the credit: one that is kept from
 * the processor only because it stands behind others uses little too, and is to be in front for a small part of the time only.
 */
const DEBT_MIN_MS = 500;

/** Most that is held against a sandbox, so that it is soon in front again when it changes its ways. */
const DEBT_MAX_MS = 1_000;

/** A sandbox that uses less than this takes part in nothing that has to be shared. */
const ACTIVE_CORES = 0.02;

/** What one sandbox may use when so many use the processors, in cores: what is there divided evenly, but half a core at most. */
export function fairShare(processors: number, activeSandboxes: number): number {
  return Math.min(SHARE_MAX_CORES, processors / Math.max(1, activeSandboxes));
}

/**
 * What a sandbox has used of the processors beyond its fair share. Whoever has overdrawn stands behind those who have not, until all of it
 * is worked off by using less.
 */
export class ProcessorAccount {
  #debtMs = 0;
  #behind = false;
  #active = false;

  /** Whether it has to stand behind others. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Whether it used the processors when it was last looked at. */
  get active(): boolean {
    return this.#active;
  }

  /** Books what was used in some time, both in ms, where the share is in cores. */
  book(usedMs: number, elapsedMs: number, shareCores: number): void {
    this.#active = usedMs > elapsedMs * ACTIVE_CORES;
    this.#debtMs = Math.min(DEBT_MAX_MS, Math.max(0, this.#debtMs + usedMs - elapsedMs * shareCores));
    if (this.#behind) {
      this.#behind = this.#debtMs > 0;
    } else if (this.#debtMs > CREDIT_MS) {
      this.#behind = true;
      this.#debtMs = Math.max(this.#debtMs, DEBT_MIN_MS);
    }
  }
}

import { SkeinError, toSkeinError } from '@skein/contracts';
import type { ErrorCode, Invocation, LedgerEntry, Outcome } from '@skein/contracts';
import type { Clock, InvokeOptions, Invoker } from '@skein/ports';
import type { Choice } from '../policy/policy.ts';
import type { Random } from '../random/random.ts';
import { openEntry } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ArmRun, BrokerArm } from './broker-arm.ts';
import { withDeadline } from './deadline.ts';
import { firstGood } from './first-good.ts';
import type { PlacedFunction } from './placed-function.ts';

export interface BrokerOptions {
  /** What runs functions on this machine. */
  readonly local: Invoker;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
}

/** Errors that say that nothing ran, so that another arm can be tried whatever the function does. */
const NOTHING_RAN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider_unreachable',
  'provider_throttled',
  'provider_refused',
  'too_many_requests',
  'no_capacity',
  'sandbox_failed',
]);

const STALE = 'The code that is placed elsewhere is of an earlier revision; this call ran here. `skein sky deploy` brings it up to date.';

/**
 * Sends the calls of placed functions where their policy says, and all others to this machine. A function that is not declared idempotent
 * never runs twice: another arm is tried only after errors that say that nothing ran.
 */
export class Broker implements Invoker {
  readonly #options: BrokerOptions;
  readonly #placed = new Map<string, PlacedFunction>();

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  placed(functionName: string): PlacedFunction | undefined {
    return this.#placed.get(functionName);
  }

  /** From the next call on, this is where the function is placed. */
  place(placed: PlacedFunction): void {
    this.#placed.set(placed.placement.functionName, placed);
  }

  unplace(functionName: string): void {
    this.#placed.delete(functionName);
  }

  allPlaced(): readonly PlacedFunction[] {
    return [...this.#placed.values()];
  }

  invoke(invocation: Invocation, options: InvokeOptions): Promise<Outcome> {
    const { revision } = invocation.target;
    const placed = this.#placed.get(revision.functionName);
    if (placed === undefined) return this.#options.local.invoke(invocation, options);
    if (placed.placement.revisionId !== revision.id) return this.#runStale(invocation, options);
    return this.#runPlaced(placed, invocation, options);
  }

  async #runStale(invocation: Invocation, options: InvokeOptions): Promise<Outcome> {
    const outcome = await this.#options.local.invoke(invocation, options);
    return { ...outcome, notices: [...outcome.notices, STALE] };
  }

  async #runPlaced(placed: PlacedFunction, invocation: Invocation, options: InvokeOptions): Promise<Outcome> {
    const { clock, random } = this.#options;
    const bytes = invocation.body.length;
    let arms = placed.usableArms(bytes, clock.monotonicMs());
    for (;;) {
      const [first] = arms;
      if (first === undefined) throw new SkeinError('request_too_large', { limitBytes: largest(placed) });
      const choice = placed.policy.choose(placed.situation(arms, bytes, clock.nowMs()), random);
      const chosen = arms.filter(({ facts }) => choice.armIds.includes(facts.id));
      try {
        const run = await firstGood(chosen.map((arm) => this.#runAt(placed, arm, invocation, choice)));
        options.response.write(run.body);
        return run.outcome;
      } catch (error) {
        arms = arms.filter((arm) => !chosen.includes(arm));
        if (arms.length === 0 || !mayRunElsewhere(placed, error)) throw error;
      }
    }
  }

  async #runAt(placed: PlacedFunction, arm: BrokerArm, invocation: Invocation, { reason }: Choice): Promise<ArmRun> {
    const { clock, ledger } = this.#options;
    const entry = openEntry(invocation, arm, reason, clock.nowMs());
    ledger.sent(entry);
    const begun = placed.instances.begin(arm.facts.id);
    try {
      const run = await withDeadline(arm, clock, (signal) => arm.run(invocation, signal));
      placed.instances.end(begun, clock.nowMs());
      placed.breaker.succeeded(arm.facts.id);
      ledger.answered(placed, arm, entry, run);
      return run;
    } catch (error) {
      this.#noteFailure(placed, arm, entry, error);
      if (NOTHING_RAN.has(toSkeinError(error).code)) placed.instances.undo(begun);
      else placed.instances.end(begun, clock.nowMs());
      throw error;
    }
  }

  #noteFailure(placed: PlacedFunction, arm: BrokerArm, entry: LedgerEntry, error: unknown): void {
    const { clock } = this.#options;
    const { code, message } = toSkeinError(error);
    placed.breaker.failed(arm.facts.id, clock.monotonicMs(), { code, message, atMs: clock.nowMs() });
    placed.policy.miss(arm.facts.id);
    this.#options.ledger.failed(placed, { ...entry, status: NOTHING_RAN.has(code) ? 'refused' : 'failed', error: code });
  }
}

/** Whether a call that failed at an arm may be sent to another one. */
function mayRunElsewhere({ placement }: PlacedFunction, error: unknown): boolean {
  return placement.idempotent || (error instanceof SkeinError && NOTHING_RAN.has(error.code));
}

function largest({ arms }: PlacedFunction): number {
  return Math.max(0, ...arms.map(({ requestMaxBytes }) => requestMaxBytes));
}

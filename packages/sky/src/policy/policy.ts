import type { CostFunction } from '../prices/estimate-cost.ts';
import type { Random } from '../random/random.ts';
import type { InstanceLog } from './instances.ts';

/** What a policy may know of an arm before it has run anything there. */
export interface Arm {
  readonly id: string;
  readonly cost: CostFunction;
  /** Part of one processor that a function has here: documented, or measured by the lab. Above 1 counts as 1. */
  readonly processorShare: number;
  /** Time the code takes to load on a cold start, in ms, as long as none was seen. */
  readonly initMs: number;
  /** Time an idle instance is kept, in ms. */
  readonly keepAliveMs: number;
  /** Natural logarithm of the factor by which calls take longer here than the processor promises; 0 when nothing is known. */
  readonly logSlowness?: number | undefined;
}

/** What is known when a call has to be placed. */
export interface Situation {
  readonly nowMs: number;
  readonly payloadBytes: number;
  /** Whether the function may run at several places at once: it was declared idempotent. */
  readonly mirrorAllowed: boolean;
  /** Those that can take the call. Never empty. */
  readonly arms: readonly Arm[];
  /** What is known of the arms' instances; without it, a policy may take each to have one that is free. */
  readonly instances?: Pick<InstanceLog, 'get'> | undefined;
}

/** Where a call goes: one arm, or several at once of which the first good answer counts. */
export interface Choice {
  readonly armIds: readonly [string, ...string[]];
  readonly reason: 'explore' | 'cheapest' | 'fallback';
}

/** One call that ran and was measured. */
export interface Sample {
  readonly armId: string;
  readonly atMs: number;
  readonly payloadBytes: number;
  readonly durationMs: number;
  /** 0 when the call was warm. */
  readonly initMs: number;
  readonly egressBytes: number;
  /** What the call cost by its bill. */
  readonly dollars: number;
}

/** What a policy thinks of an arm, for people. */
export interface ArmEstimate {
  readonly armId: string;
  readonly samples: number;
  readonly failures: number;
  /** Mean of the measured durations, in ms; undefined without samples. */
  readonly meanMs: number | undefined;
  /** Dollars the next call is expected to cost; undefined when the policy cannot tell. */
  readonly expectedDollars: number | undefined;
  readonly coldProbability: number | undefined;
  readonly chosen: boolean;
}

/**
 * Decides where the calls of one function go. Pure: time and chance are handed in, and the state is a JSON document that survives the
 * process.
 */
export interface Policy<State> {
  readonly name: string;
  start(): State;
  /** Reads a state that was stored. Calls that ran when it was stored are forgotten. Throws a ZodError when it is not one. */
  restore(stored: unknown): State;
  choose(state: State, situation: Situation, random: Random): { readonly choice: Choice; readonly state: State };
  learn(state: State, sample: Sample): State;
  /** A call that was sent to an arm and gave nothing to learn from. */
  miss(state: State, armId: string): State;
  explain(state: State, situation: Situation): readonly ArmEstimate[];
}

import type { Random } from '../random/random.ts';
import type { ArmEstimate, Choice, Policy, Sample, Situation } from './policy.ts';

/** A policy at work for one function. It holds the state, whose type nobody outside needs to know. */
export interface PolicyRun {
  /** What was learnt so far: a JSON document. */
  readonly state: unknown;
  choose(situation: Situation, random: Random): Choice;
  learn(sample: Sample): void;
  miss(armId: string): void;
  explain(situation: Situation): readonly ArmEstimate[];
}

export interface AnyPolicy {
  readonly name: string;
  /** Starts anew, or goes on with what was stored. Throws a ZodError when that is no state of this policy. */
  begin(stored?: unknown): PolicyRun;
}

export function anyPolicy<State>(policy: Policy<State>): AnyPolicy {
  return { name: policy.name, begin: (stored) => run(policy, stored === undefined ? policy.start() : policy.restore(stored)) };
}

function run<State>(policy: Policy<State>, first: State): PolicyRun {
  let state = first;
  return {
    get state() {
      return state;
    },
    choose(situation, random) {
      const chosen = policy.choose(state, situation, random);
      state = chosen.state;
      return chosen.choice;
    },
    learn(sample) {
      state = policy.learn(state, sample);
    },
    miss(armId) {
      state = policy.miss(state, armId);
    },
    explain: (situation) => policy.explain(state, situation),
  };
}

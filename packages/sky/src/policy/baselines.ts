import { z } from 'zod';
import type { Arm, Policy } from './policy.ts';

const means = z.object({ arms: z.record(z.string(), z.object({ samples: z.int(), meanDollars: z.number() })) });
type MeansState = z.infer<typeof means>;

/** A call as the price list sees it when nobody has measured anything. */
const LIST_CALL = { durationMs: 100, initMs: 0, egressBytes: 0 };

/** Always the arm that is cheapest for one call of 100 ms by its list price: what a person does who reads the price pages once. */
export const cheapestByList: Policy<null> = {
  name: 'cheapest-by-list',
  start: () => null,
  restore: () => null,
  choose: (state, { arms }) => ({ choice: { armIds: [lowest(arms, (arm) => arm.cost(LIST_CALL))], reason: 'cheapest' }, state }),
  learn: (state) => state,
  miss: (state) => state,
  explain: () => [],
};

/** What the code of SkyFaaS does: the first two calls go to every arm, and then its decision is overwritten with AWS. */
export function skyfaasAsWritten(probes = 2): Policy<{ readonly calls: number }> {
  return {
    name: 'skyfaas-as-written',
    start: () => ({ calls: 0 }),
    restore: (stored) => z.object({ calls: z.int() }).parse(stored),
    choose({ calls }, { arms }) {
      const [first, ...others] = arms;
      const aws = arms.find(({ id }) => id.startsWith('aws')) ?? first;
      const everywhere = [first?.id ?? '', ...others.map(({ id }) => id)] as const;
      const isProbe = calls < probes;
      return {
        choice: isProbe ? { armIds: everywhere, reason: 'explore' } : { armIds: [aws?.id ?? ''], reason: 'cheapest' },
        state: { calls: calls + 1 },
      };
    },
    learn: (state) => state,
    miss: (state) => state,
    explain: () => [],
  };
}

/** Usually the arm with the lowest mean cost so far; with a small probability any. */
export function epsilonGreedy(epsilon = 0.05): Policy<MeansState> {
  return {
    name: 'epsilon-greedy',
    start: () => ({ arms: {} }),
    restore: (stored) => means.parse(stored),
    choose(state, { arms }, random) {
      const unknown = arms.find(({ id }) => state.arms[id] === undefined);
      const any = arms[Math.floor(random() * arms.length)];
      if (unknown !== undefined) return { choice: { armIds: [unknown.id], reason: 'explore' }, state };
      if (any !== undefined && random() < epsilon) return { choice: { armIds: [any.id], reason: 'explore' }, state };
      return { choice: { armIds: [lowest(arms, ({ id }) => state.arms[id]?.meanDollars ?? Infinity)], reason: 'cheapest' }, state };
    },
    learn(state, { armId, dollars }) {
      const { samples, meanDollars } = state.arms[armId] ?? { samples: 0, meanDollars: 0 };
      const known = { samples: samples + 1, meanDollars: meanDollars + (dollars - meanDollars) / (samples + 1) };
      return { arms: { ...state.arms, [armId]: known } };
    },
    miss: (state) => state,
    explain: () => [],
  };
}

function lowest(arms: readonly Arm[], value: (arm: Arm) => number): string {
  return arms.toSorted((left, right) => value(left) - value(right))[0]?.id ?? '';
}

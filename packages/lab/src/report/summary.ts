import type { TrialRecord } from '@skein/contracts';
import type { Interval } from '../statistics/interval.ts';
import { quantile, quantileInterval, sorted } from '../statistics/quantile.ts';
import { shareInterval } from '../statistics/wilson.ts';

const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;
const MILLION = 1_000_000;

/** What the trials of one group showed. Times in ms, from the moment a call was meant to be sent to its answer. */
export interface GroupSummary {
  readonly group: string;
  /** Trials that count, whether they succeeded or not. */
  readonly count: number;
  readonly failures: Interval;
  readonly cold: number;
  readonly latency: Readonly<Record<keyof typeof SHARES, Interval>>;
  /** 99th percentile over the median: above 10 a platform is called unpredictable (STeLLAR, 2021). */
  readonly tailRatio: number;
  /** US dollars for a million calls like these, of those whose cost is known; NaN when none is. */
  readonly usdPerMillion: number;
}

export interface RunSummary {
  readonly groups: readonly GroupSummary[];
  readonly totalUsd: number;
  /** How much later than planned calls were sent, 99th percentile in ms: above some ms it is the generator that was measured. */
  readonly generatorLagMs: number;
  readonly discarded: readonly { readonly reason: string; readonly count: number }[];
}

export function summarise(trials: readonly TrialRecord[]): RunSummary {
  const counted = trials.filter(({ status }) => status !== 'discarded');
  const discarded = Map.groupBy(
    trials.filter(({ status }) => status === 'discarded'),
    ({ reason = 'no reason given' }) => reason,
  );
  return {
    groups: [...Map.groupBy(counted, ({ group }) => group)].map(([group, members]) => summariseGroup(group, members)),
    totalUsd: trials.reduce((sum, trial) => sum + costOf(trial), 0),
    generatorLagMs: quantile(sorted(counted.map(({ sentAtMs, intendedAtMs }) => sentAtMs - intendedAtMs)), 0.99),
    discarded: [...discarded].map(([reason, members]) => ({ reason, count: members.length })),
  };
}

/** From the intended start: what a caller would have waited, also when the generator was late. */
export function latencyOf({ endedAtMs, intendedAtMs }: TrialRecord): number {
  return endedAtMs - intendedAtMs;
}

function summariseGroup(group: string, trials: readonly TrialRecord[]): GroupSummary {
  const latencies = trials.filter(({ status }) => status === 'ok').map(latencyOf);
  const failed = trials.length - latencies.length;
  const paid = trials.filter(({ usage }) => usage !== undefined);
  const latency = {
    p50: quantileInterval(latencies, SHARES.p50),
    p90: quantileInterval(latencies, SHARES.p90),
    p99: quantileInterval(latencies, SHARES.p99),
  };
  return {
    group,
    count: trials.length,
    failures: shareInterval(failed, trials.length),
    cold: trials.filter(({ usage }) => (usage?.initMs ?? 0) > 0).length,
    latency,
    tailRatio: latency.p99.estimate / latency.p50.estimate,
    usdPerMillion: (paid.reduce((sum, trial) => sum + costOf(trial), 0) / paid.length) * MILLION,
  };
}

function costOf({ usage }: TrialRecord): number {
  return Number(usage?.costUsd ?? 0);
}

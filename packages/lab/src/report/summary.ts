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
  /** 99th percentile over the median: above 10 a platform is called unpredictable (STeLLAR, 2021). NaN without a call that succeeded. */
  readonly tailRatio: number;
  /** Median time in the function, and that of starting it where it was cold, as the provider reported them. */
  readonly durationMs: Interval;
  readonly initMs: Interval;
  /** The most memory that a call used, in MB; NaN where the provider does not say. */
  readonly maxMemoryMb: number;
  /** US dollars for a million calls like these, of those whose cost is known; NaN when none is. */
  readonly usdPerMillion: number;
}

export interface Reason {
  readonly reason: string;
  readonly count: number;
}

export interface RunSummary {
  readonly groups: readonly GroupSummary[];
  /** Of all calls, discarded ones too, whose cost is known. */
  readonly totalUsd: number;
  /** Calls that may have cost something nobody has told. */
  readonly unpriced: number;
  /** How much later than planned calls were sent, 99th percentile in ms: above some ms it is the generator that was measured. NaN without calls. */
  readonly generatorLagMs: number;
  readonly failed: readonly Reason[];
  readonly discarded: readonly Reason[];
}

export function summarise(trials: readonly TrialRecord[]): RunSummary {
  const counted = trials.filter(({ status }) => status !== 'discarded');
  return {
    groups: [...Map.groupBy(counted, ({ group }) => group)].map(([group, members]) => summariseGroup(group, members)),
    totalUsd: trials.reduce((sum, trial) => sum + costOf(trial), 0),
    unpriced: trials.filter(({ usage }) => usage === undefined).length,
    generatorLagMs: quantile(sorted(counted.map(({ sentAtMs, intendedAtMs }) => sentAtMs - intendedAtMs)), 0.99),
    failed: reasonsOf(trials, 'failed'),
    discarded: reasonsOf(trials, 'discarded'),
  };
}

/** From the intended start: what a caller would have waited, also when the generator was late. */
export function latencyOf({ endedAtMs, intendedAtMs }: TrialRecord): number {
  return endedAtMs - intendedAtMs;
}

/** The most frequent first. */
function reasonsOf(trials: readonly TrialRecord[], wanted: TrialRecord['status']): readonly Reason[] {
  const found = Map.groupBy(
    trials.filter(({ status }) => status === wanted),
    ({ reason = 'no reason given' }) => reason,
  );
  return [...found].map(([reason, members]) => ({ reason, count: members.length })).toSorted((left, right) => right.count - left.count);
}

function summariseGroup(group: string, trials: readonly TrialRecord[]): GroupSummary {
  const latencies = trials.filter(({ status }) => status === 'ok').map(latencyOf);
  const reports = trials.flatMap(({ usage }) => usage ?? []);
  const cold = reports.filter(({ initMs }) => initMs > 0);
  const latency = {
    p50: quantileInterval(latencies, SHARES.p50),
    p90: quantileInterval(latencies, SHARES.p90),
    p99: quantileInterval(latencies, SHARES.p99),
  };
  const memories = reports.flatMap(({ maxMemoryMb }) => maxMemoryMb ?? []);
  return {
    group,
    count: trials.length,
    failures: shareInterval(trials.length - latencies.length, trials.length),
    cold: cold.length,
    latency,
    tailRatio: ratio(latency.p99.estimate, latency.p50.estimate),
    durationMs: quantileInterval(
      reports.map(({ durationMs }) => durationMs),
      SHARES.p50,
    ),
    initMs: quantileInterval(
      cold.map(({ initMs }) => initMs),
      SHARES.p50,
    ),
    maxMemoryMb: memories.reduce((most, memory) => (memory <= most ? most : memory), Number.NaN),
    usdPerMillion: ratio(reports.reduce((sum, { costUsd }) => sum + Number(costUsd), 0) * MILLION, reports.length),
  };
}

/** NaN, not infinite, over nothing. */
function ratio(value: number, over: number): number {
  return over === 0 ? Number.NaN : value / over;
}

function costOf({ usage }: TrialRecord): number {
  return Number(usage?.costUsd ?? 0);
}

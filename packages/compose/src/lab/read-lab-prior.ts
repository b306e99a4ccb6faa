import { SkeinError } from '@skein/contracts';
import type { PlaceMeasured, PolicyPrior, RunRecord, TrialRecord } from '@skein/contracts';
import type { Environment } from '../variables.ts';
import { openForLooking } from './lab-session.ts';
import { findRun } from './look-at-runs.ts';

/** Name and unit of the result of those experiments that find how long an idle instance is kept. */
const IDLE_RESULT = { name: 'idle', unit: 's' } as const;
const MS_PER_SECOND = 1_000;
/** The part of a run's id that is its time, by which `reportRun` finds it. */
const SHOWN_ID_LENGTH = 13;

interface MeasuredRun {
  readonly run: RunRecord;
  readonly trials: readonly TrialRecord[];
}

/**
 * What completed runs of the lab say about their places: `which` names them as `reportRun` does. Durations are compared where the same experiment
 * made the same calls at every place. Rejects with `run_not_found`, and with `invalid_value` for runs that cannot be used together.
 */
export async function readLabPrior(environment: Environment, which: readonly string[]): Promise<PolicyPrior> {
  await using runs = await openForLooking(environment);
  const all = await runs.listRuns();
  const chosen = [...new Set(which.map((name) => findRun(all, name)))];
  const measured: MeasuredRun[] = [];
  for (const run of chosen) {
    if (run.status !== 'completed') throw unusable(`Run ${run.id} is ${run.status}; only completed runs say what can be relied on.`);
    measured.push({ run, trials: await runs.listTrials(run.id) });
  }
  const named = chosen.map(({ id, experiment, provider }) => `${experiment} on ${provider} (${id.slice(0, SHOWN_ID_LENGTH)})`);
  return { source: `lab runs ${named.join(', ')}`, places: comparePlaces(measured) };
}

function comparePlaces(measured: readonly MeasuredRun[]): readonly PlaceMeasured[] {
  const byProvider = [...Map.groupBy(measured, ({ run }) => run.provider)];
  const samples = byProvider.map(([, runs]) => warmSamples(runs));
  const common = [...(samples[0]?.keys() ?? [])].filter((key) => samples.every((each) => each.has(key)));
  return byProvider.map(([provider, runs], index) => describePlace(provider, runs, samples[index] ?? new Map(), common));
}

function describePlace(
  provider: string,
  runs: readonly MeasuredRun[],
  samples: ReadonlyMap<string, readonly number[]>,
  common: readonly string[],
): PlaceMeasured {
  const [memoryMb = 0, ...others] = new Set(runs.map(({ run }) => run.memoryMb));
  if (others.length > 0) throw unusable(`The runs on ${provider} have functions of different memory.`);
  const groups = common.map((key) => samples.get(key) ?? []);
  const inits = runs.flatMap(({ trials }) =>
    trials.flatMap(({ usage }) => (usage !== undefined && usage.initMs > 0 ? [usage.initMs] : [])),
  );
  const [idleSeconds] = runs.flatMap(({ run }) => run.results.flatMap(idleLimit));
  return {
    provider,
    memoryMb,
    calls: groups.reduce((sum, group) => sum + group.length, 0),
    ...(groups.length > 0 && { logMs: mean(groups.map(mean)) }),
    ...(inits.length > 0 && { initMs: mean(inits) }),
    ...(idleSeconds !== undefined && { keepAliveMs: idleSeconds * MS_PER_SECOND }),
  };
}

/** Logarithms of the durations of warm calls, by what was done in them. */
function warmSamples(runs: readonly MeasuredRun[]): ReadonlyMap<string, readonly number[]> {
  const found = runs.flatMap(({ run, trials }) =>
    trials.flatMap(({ status, usage, group }) =>
      status === 'ok' && usage !== undefined && usage.initMs === 0 && usage.durationMs > 0
        ? [{ key: `${run.experiment}/${group}`, logMs: Math.log(usage.durationMs) }]
        : [],
    ),
  );
  return new Map([...Map.groupBy(found, ({ key }) => key)].map(([key, members]) => [key, members.map(({ logMs }) => logMs)]));
}

function idleLimit({ name, unit, value }: RunRecord['results'][number]): readonly number[] {
  return name === IDLE_RESULT.name && unit === IDLE_RESULT.unit && typeof value === 'number' && value > 0 ? [value] : [];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function unusable(text: string): SkeinError {
  return new SkeinError('invalid_value', { text });
}

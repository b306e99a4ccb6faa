import type { TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import type { ScheduledCall } from '../run/lab.ts';
import { wasCold } from './shared/cold.ts';
import { MS_PER_SECOND, countInstances, counted, latencyOf, medianOf, result } from './shared/results.ts';

/** Calls of the first spike, by how many each has more than the one before, and how many there are on the way up. */
const FIRST = 8;
const INCREMENT = 8;
const SPIKES = 33;

/** One spike: its group, such as `up 16`, and its calls. */
interface Spike {
  readonly name: string;
  readonly calls: number;
}

/** Elasticity under spikes: more and more calls at once out of an even load, then fewer and fewer. */
export const growingLoadSpikes = defineExperiment({
  name: 'growing-load-spikes',
  description: 'Elasticity under spikes: 8 to 264 calls at once out of an even load, and back.',
  functions: ['function1'],
  parameters: {
    /** Seconds of work of one call. */
    throughputSeconds: 0.1,
    /** Of each spike, one after the other. */
    iterations: 2,
    /** The even load before each spike. */
    baselineSeconds: 30,
    baselineGapSeconds: 0.3,
    /** Spikes with more calls are left out. */
    callsMax: 264,
  },
  positive: ['baselineGapSeconds'],
  async run(lab, { throughputSeconds, iterations, baselineSeconds, baselineGapSeconds, callsMax }) {
    const call = { function: 'function1', event: { throughput_time: throughputSeconds } } as const;
    const even = Math.round(baselineSeconds / baselineGapSeconds);
    const trials: TrialRecord[] = [];
    for (const { name, calls } of spikes(callsMax)) {
      for (let iteration = 0; iteration < iterations; iteration += 1) {
        const key = `${name}/${iteration}`;
        const schedule = [
          ...Array.from({ length: even }, (_, index) => ({
            ...call,
            key: `between/${key}/${index}`,
            group: 'between spikes',
            atMs: index * baselineGapSeconds * MS_PER_SECOND,
          })),
          ...spike(call, name, key, calls, even * baselineGapSeconds * MS_PER_SECOND),
        ];
        trials.push(...counted(await lab.invokeSchedule(schedule)));
      }
    }
    return resultsOf(trials);
  },
});

/** Up to the largest and down again from it. */
function spikes(callsMax: number): readonly Spike[] {
  const sizes = Array.from({ length: SPIKES }, (_, index) => FIRST + index * INCREMENT).filter((calls) => calls <= callsMax);
  const named = (way: string, calls: number): Spike => ({ name: `${way} ${calls}`, calls });
  return [...sizes.map((calls) => named('up', calls)), ...sizes.toReversed().map((calls) => named('down', calls))];
}

function spike(
  call: Pick<ScheduledCall, 'function' | 'event'>,
  group: string,
  key: string,
  count: number,
  atMs: number,
): readonly ScheduledCall[] {
  return Array.from({ length: count }, (_, index) => ({ ...call, key: `${key}/${index}`, group, together: { count, index }, atMs }));
}

function resultsOf(trials: readonly TrialRecord[]): ReturnType<typeof result>[] {
  const inSpikes = trials.filter(({ together }) => together !== undefined);
  const [cold, warm] = [true, false].map((wanted) =>
    inSpikes.filter((trial) => trial.status === 'ok' && wasCold(trial) === wanted).map(latencyOf),
  );
  return [
    result('spike calls', inSpikes.length),
    result('failed', inSpikes.filter(({ status }) => status === 'failed').length),
    result('largest spike without a failure', largestServed(inSpikes), 'calls'),
    result('instances', countInstances(trials)),
    result('cold calls in spikes', cold?.length ?? 0),
    ...(cold?.length && warm?.length ? [result('a cold start adds', medianOf(cold) - medianOf(warm), 'ms')] : []),
  ];
}

/** The largest spike below the first, by size, of which a call failed; 0 when already the smallest had one. */
function largestServed(trials: readonly TrialRecord[]): number {
  const sizes = [...Map.groupBy(trials, ({ together }) => together?.count ?? 0)].toSorted(([left], [right]) => left - right);
  const first = sizes.findIndex(([, members]) => members.some(({ status }) => status === 'failed'));
  return sizes[first === -1 ? sizes.length - 1 : first - 1]?.[0] ?? 0;
}

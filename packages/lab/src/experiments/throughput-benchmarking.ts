import type { RunResult, TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { rootEntry } from '../run/entries.ts';
import type { Entry } from '../run/entries.ts';
import { counted, medianOf, result } from './shared/results.ts';

/** Seconds of drawing random numbers; those up to the limit also with many calls at once. */
const DRAWING_SECONDS = [0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2.4, 5, 8] as const;
const TOGETHER_SECONDS_MAX = 2.4;
/** Sizes of the matrices that are multiplied, as many of them with many calls at once, and how often. */
const SIZES = [100, 120, 140, 180, 200, 220] as const;
const SIZES_TOGETHER = 3;
const REPEATS_TOGETHER = 3;

/** How much of a processor functions get, alone and when many of them run: time on the processor over the time that passes. */
export const throughputBenchmarking = defineExperiment({
  name: 'throughput-benchmarking',
  description: 'Share of a processor: drawing random numbers for a time, and multiplying matrices, alone and twelve at once.',
  functions: ['function1', 'monolith'],
  parameters: { repeats: 5, together: 12 },
  positive: ['together'],
  async run(lab, { repeats, together }) {
    const drawn: TrialRecord[] = [];
    const drawnTogether: TrialRecord[] = [];
    const multiplied: TrialRecord[] = [];
    for (const seconds of DRAWING_SECONDS) {
      const plan = { function: 'function1', event: { throughput_time: seconds }, group: `draw ${seconds} s` } as const;
      for (let repeat = 0; repeat < repeats; repeat += 1) drawn.push(await lab.invoke({ ...plan, key: `draw/${seconds}/${repeat}` }));
    }
    for (const seconds of DRAWING_SECONDS.filter((each) => each <= TOGETHER_SECONDS_MAX)) {
      const plan = { function: 'function1', event: { throughput_time: seconds }, group: `draw ${seconds} s, ${together} at once` } as const;
      for (let repeat = 0; repeat < repeats; repeat += 1)
        drawnTogether.push(...(await lab.invokeTogether({ ...plan, key: `draw-together/${seconds}/${repeat}` }, together)));
    }
    for (const [index, size] of SIZES.entries()) {
      for (let seed = 0; seed < repeats; seed += 1)
        multiplied.push(await lab.invoke({ ...multiply(size, seed), key: `multiply/${size}/${seed}`, group: `multiply ${size}` }));
      for (let repeat = 0; index < SIZES_TOGETHER && repeat < REPEATS_TOGETHER; repeat += 1) {
        const key = `multiply-together/${size}/${repeat}`;
        await lab.invokeTogether({ ...multiply(size, repeat), key, group: `multiply ${size}, ${together} at once` }, together);
      }
    }
    return [
      ...sharesOf('drawing alone', drawn, 'throughput_process_time', 'throughput_running_time'),
      ...sharesOf(`drawing, ${together} at once`, drawnTogether, 'throughput_process_time', 'throughput_running_time'),
      ...sharesOf('multiplying alone', multiplied, 'process_time_matrix', 'running_time_matrix'),
      ...rateOf(drawn),
    ];
  },
});

function multiply(size: number, seed: number): { function: 'monolith'; event: { run_function: string; args: number; seed: number } } {
  return { function: 'monolith', event: { run_function: 'matrix_mult', args: size, seed } };
}

/** The median share of one processor: time on it over the time that passed meanwhile. */
function sharesOf(name: string, trials: readonly TrialRecord[], processField: string, runningField: string): readonly RunResult[] {
  const shares = entriesOf(trials).flatMap((entry) => {
    const [processSeconds, runningSeconds] = [entry[processField], entry[runningField]];
    return typeof processSeconds === 'number' && typeof runningSeconds === 'number' && runningSeconds > 0
      ? [processSeconds / runningSeconds]
      : [];
  });
  return shares.length === 0 ? [] : [result(`${name}: median share of a processor`, medianOf(shares))];
}

function rateOf(trials: readonly TrialRecord[]): readonly RunResult[] {
  const rates = entriesOf(trials).flatMap(({ throughput: count, throughput_running_time: seconds }) =>
    typeof count === 'number' && typeof seconds === 'number' && seconds > 0 ? [count / seconds] : [],
  );
  return rates.length === 0 ? [] : [result('random numbers drawn', Math.round(medianOf(rates)), '/s')];
}

function entriesOf(trials: readonly TrialRecord[]): readonly Entry[] {
  return counted(trials)
    .map(rootEntry)
    .filter((entry) => entry !== undefined);
}

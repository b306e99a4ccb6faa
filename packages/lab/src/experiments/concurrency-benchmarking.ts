import { defineExperiment } from '../experiment.ts';
import type { Lab } from '../run/lab.ts';

/** Calls at once, each level twice. */
const LEVELS = [8, 16, 32, 64, 128, 256] as const;
/** Experiments that find the time after which a function is cold again, when one call came and when many did. */
const IDLE_EXPERIMENTS = { sequential: 'simple-cold-function', threaded: 'simple-cold-function-threaded-twelve' } as const;
const MS_PER_SECOND = 1_000;

/** Behaviour under parallel load: more and more calls at once, with the function cold in between. */
export const concurrencyBenchmarking = defineExperiment({
  name: 'concurrency-benchmarking',
  description: 'Parallel load: 8 to 256 calls at once, the function cold before each.',
  functions: ['function1'],
  parameters: {
    /** Seconds of work of one call. */
    throughputSeconds: 0.3,
    repeats: 2,
    /** Seconds between two levels when no earlier run has found how long the function stays warm. */
    coldSeconds: 1_200,
    /** Levels above this are left out. */
    callsMax: 256,
  },
  async run(lab, { throughputSeconds, repeats, coldSeconds, callsMax }) {
    for (const [series, experiment] of Object.entries(IDLE_EXPERIMENTS)) {
      const pauseMs = ((await lab.earlierResult(experiment, 'idle')) ?? coldSeconds) * MS_PER_SECOND;
      for (const count of LEVELS.filter((level) => level <= callsMax)) {
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          const key = `${series}/${count}/${repeat}`;
          await lab.wait(key, pauseMs);
          await invokeLevel(lab, key, count, throughputSeconds);
        }
      }
    }
    return [];
  },
});

async function invokeLevel(lab: Lab, key: string, count: number, throughputSeconds: number): Promise<void> {
  const event = { throughput_time: throughputSeconds };
  await lab.invokeTogether({ key, group: `${count} at once`, function: 'function1', event }, count);
}

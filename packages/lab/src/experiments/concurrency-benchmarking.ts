import { defineExperiment } from '../experiment.ts';
import { COLD_SECONDS, coldPauseMs } from './shared/cold.ts';

/** Calls at once, each level twice. */
const LEVELS = [8, 16, 32, 64, 128, 256] as const;

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
    coldSeconds: COLD_SECONDS,
    /** Levels above this are left out. */
    callsMax: 256,
  },
  async run(lab, { throughputSeconds, repeats, coldSeconds, callsMax }) {
    const event = { throughput_time: throughputSeconds };
    for (const series of ['sequential', 'threaded'] as const) {
      const pauseMs = await coldPauseMs(lab, series, coldSeconds);
      for (const count of LEVELS.filter((level) => level <= callsMax)) {
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          const plan = { key: `${series}/${count}/${repeat}`, group: `${count} at once`, function: 'function1', event } as const;
          await lab.invokeTogetherAfterIdle(plan, count, pauseMs);
        }
      }
    }
    return [];
  },
});

import type { RunResult, TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { instanceOf } from '../run/entries.ts';
import type { Lab } from '../run/lab.ts';
import { COLD_SECONDS, coldPauseMs } from './shared/cold.ts';
import { MS_PER_SECOND, counted, result } from './shared/results.ts';

const FUNCTION = 'function2';
/** Calls at once with which each part begins, and the levels by which it goes down. */
const SIZES = [10, 20, 40, 80] as const;
const LEVELS = 10;

/** Which instances serve fewer and fewer calls: those there are, or new ones. */
export const trackCloudfunctionsLifecycle = defineExperiment({
  name: 'track-cloudfunctions-lifecycle',
  description: 'Reuse of instances: many calls at once, then step by step fewer, and which instances serve them.',
  functions: [FUNCTION],
  parameters: {
    /** Seconds of work of one call. */
    throughputSeconds: 0.2,
    /** Of each level. */
    repeats: 5,
    pauseSeconds: 30,
    coldSeconds: COLD_SECONDS,
    /** Parts that begin with more calls are left out. */
    callsMax: 80,
  },
  async run(lab, { throughputSeconds, repeats, pauseSeconds, coldSeconds, callsMax }) {
    const results: RunResult[] = [];
    const idleMs = await coldPauseMs(lab, 'threaded', coldSeconds);
    const plan = { function: FUNCTION, event: { throughput_time: throughputSeconds } } as const;
    for (const size of SIZES.filter((calls) => calls <= callsMax)) {
      const first = await lab.invokeTogetherAfterIdle({ ...plan, key: `${size}/first`, group: `${size}: first` }, size, idleMs);
      const later = await descend(lab, size, { repeats, pauseSeconds, throughputSeconds });
      results.push(...reuse(size, counted(first), counted(later)));
    }
    return results;
  },
});

async function descend(
  lab: Lab,
  size: number,
  {
    repeats,
    pauseSeconds,
    throughputSeconds,
  }: { readonly repeats: number; readonly pauseSeconds: number; readonly throughputSeconds: number },
): Promise<readonly TrialRecord[]> {
  const event = { throughput_time: throughputSeconds };
  const trials: TrialRecord[] = [];
  for (let level = 0; level < LEVELS; level += 1) {
    const calls = size - level * Math.floor(size / LEVELS);
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const key = `${size}/${calls}/${repeat}`;
      await lab.wait(key, pauseSeconds * MS_PER_SECOND);
      trials.push(...(await lab.invokeTogether({ key, group: `${size}: ${calls} at once`, function: FUNCTION, event }, calls)));
    }
  }
  return trials;
}

function reuse(size: number, first: readonly TrialRecord[], later: readonly TrialRecord[]): readonly RunResult[] {
  const [original, used] = [instancesOf(first), instancesOf(later)];
  const others = [...used].filter((instance) => !original.has(instance)).length;
  return [
    result(`${size}: instances of the first calls`, original.size),
    result(`${size}: calls for each of them`, size / original.size),
    result(`${size}: of these used again`, used.size - others),
    result(`${size}: other instances later`, others),
  ];
}

function instancesOf(trials: readonly TrialRecord[]): ReadonlySet<string> {
  return new Set(trials.flatMap((trial) => instanceOf(trial) ?? []));
}

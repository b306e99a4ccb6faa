import type { RunResult, TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import type { Lab } from '../run/lab.ts';
import { COLD_SECONDS, coldPauseMs, wasCold } from './shared/cold.ts';
import { callsOf, levelsOf, nameOfPyramid, scheduleLevels } from './shared/pyramid.ts';
import type { Pyramid, PyramidLevel } from './shared/pyramid.ts';
import { countInstances, counted, latencyOf, medianOf, result } from './shared/results.ts';

/** The original's four: three as high, but quicker each time, and a large one. */
const PYRAMIDS: readonly Pyramid[] = [
  { function: 'function1', increment: 5, peak: 200, riseSeconds: 300 },
  { function: 'function2', increment: 5, peak: 200, riseSeconds: 180 },
  { function: 'function3', increment: 5, peak: 200, riseSeconds: 60 },
  { function: 'function1', increment: 10, peak: 1_000, riseSeconds: 600 },
];

/** Behaviour under a load that grows and shrinks steadily: open loop, from cold, with an even load before and after. */
export const scenarioPyramid = defineExperiment({
  name: 'scenario-pyramid',
  description: 'Elasticity under steady change: calls a second that rise in steps to a peak and fall again.',
  functions: ['function1', 'function2', 'function3'],
  parameters: {
    /** Seconds of work of one call. */
    throughputSeconds: 0.05,
    /** The even load before and after each pyramid. */
    baselineSeconds: 60,
    baselineCallsPerSecond: 3,
    coldSeconds: COLD_SECONDS,
    /** Pyramids with a higher peak are left out. */
    peakMax: 1_000,
    /** One pyramid of these instead of the original four, when all three are given. */
    increment: 0,
    peak: 0,
    riseSeconds: 0,
  },
  async run(lab, { throughputSeconds, baselineSeconds, baselineCallsPerSecond, coldSeconds, peakMax, ...own }) {
    const results: RunResult[] = [];
    const even = { calls: Math.round(baselineSeconds * baselineCallsPerSecond), seconds: baselineSeconds };
    const pauseMs = await coldPauseMs(lab, 'threaded', coldSeconds);
    for (const pyramid of pyramidsOf(own, peakMax)) {
      const name = nameOfPyramid(pyramid);
      await lab.wait(name, pauseMs);
      const levels = [{ ...even, name: `${name} before` }, ...levelsOf(pyramid), { ...even, name: `${name} after` }];
      results.push(...(await climb(lab, pyramid, levels, throughputSeconds)));
    }
    return results;
  },
});

function pyramidsOf(own: Omit<Pyramid, 'function'>, peakMax: number): readonly Pyramid[] {
  const isOwn = own.increment > 0 && own.peak >= own.increment && own.riseSeconds > 0;
  return isOwn ? [{ function: 'function1', ...own }] : PYRAMIDS.filter(({ peak }) => peak <= peakMax);
}

async function climb(
  lab: Lab,
  pyramid: Pyramid,
  levels: readonly PyramidLevel[],
  throughputSeconds: number,
): Promise<readonly RunResult[]> {
  const event = { throughput_time: throughputSeconds };
  const used = levels.filter(({ calls }) => calls > 0);
  const trials = counted(await lab.invokeSchedule(scheduleLevels(used, { function: pyramid.function, event })));
  const climbing = trials.filter(({ group }) => !/ (before|after)$/.test(group));
  const name = nameOfPyramid(pyramid);
  return [
    result(`${name}: calls`, climbing.length),
    result(`${name}: ideal calls`, callsOf(pyramid)),
    result(`${name}: failed`, climbing.filter(({ status }) => status === 'failed').length),
    result(`${name}: highest rate without a failure`, servedRate(levelsOf(pyramid), climbing), 'calls/s'),
    result(`${name}: instances`, countInstances(trials)),
    ...coldCost(name, trials),
  ];
}

/** The rate of the highest level below the first one, on the way up, that had a failure; 0 when already the first had. */
function servedRate(levels: readonly PyramidLevel[], trials: readonly TrialRecord[]): number {
  const failed = new Set(trials.filter(({ status }) => status === 'failed').map(({ group }) => group));
  const rising = levels.slice(0, Math.ceil(levels.length / 2));
  const first = rising.findIndex(({ name }) => failed.has(name));
  const last = first === -1 ? rising.at(-1) : rising[first - 1];
  return last === undefined ? 0 : last.calls / last.seconds;
}

/** How many calls were cold, and how much longer they took in the median than warm ones; only the number when there were none. */
function coldCost(name: string, trials: readonly TrialRecord[]): readonly RunResult[] {
  const ok = trials.filter(({ status }) => status === 'ok');
  const [cold, warm] = [ok.filter((trial) => wasCold(trial) === true), ok.filter((trial) => wasCold(trial) === false)];
  const number = result(`${name}: cold calls`, cold.length);
  if (cold.length === 0 || warm.length === 0) return [number];
  return [number, result(`${name}: a cold start adds`, medianOf(cold.map(latencyOf)) - medianOf(warm.map(latencyOf)), 'ms')];
}

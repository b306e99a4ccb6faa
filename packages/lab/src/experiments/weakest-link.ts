import type { RunResult, TrialRecord } from '@skein/contracts';
import { LAB_FUNCTIONS, defineExperiment } from '../experiment.ts';
import type { LabFunctionName } from '../experiment.ts';
import type { Lab } from '../run/lab.ts';
import { chainOf } from './shared/chain.ts';
import { COLD_SECONDS, coldPauseMs } from './shared/cold.ts';
import { counted, latencyOf, medianOf, result } from './shared/results.ts';

const CHAINS = { forward: LAB_FUNCTIONS, backward: LAB_FUNCTIONS.toReversed() } as const;

/** How much each cold link slows a chain down: none of its functions is called beforehand, then the first, then the first two, and so on. */
export const weakestLink = defineExperiment({
  name: 'weakest-link',
  description: 'Latency of a chain of four functions of which the first none to four are warm.',
  functions: LAB_FUNCTIONS,
  parameters: {
    /** Seconds of work of each function of the chain. */
    throughputSeconds: 1,
    iterations: 5,
    coldSeconds: COLD_SECONDS,
  },
  async run(lab, { throughputSeconds, iterations, coldSeconds }) {
    const results: RunResult[] = [];
    const pauseMs = await coldPauseMs(lab, 'sequential', coldSeconds);
    for (const [direction, chain] of Object.entries(CHAINS)) {
      const trials: TrialRecord[] = [];
      for (let warm = 0; warm <= chain.length; warm += 1) {
        for (let iteration = 0; iteration < iterations; iteration += 1)
          trials.push(...(await invokeChain(lab, { direction, chain, warm, iteration, throughputSeconds, pauseMs })));
      }
      results.push(...medians(direction, chain.length, counted(trials)));
    }
    return results;
  },
});

interface ChainCall {
  readonly direction: string;
  readonly chain: readonly LabFunctionName[];
  /** Functions at its beginning that are called beforehand. */
  readonly warm: number;
  readonly iteration: number;
  readonly throughputSeconds: number;
  readonly pauseMs: number;
}

async function invokeChain(
  lab: Lab,
  { direction, chain, warm, iteration, throughputSeconds, pauseMs }: ChainCall,
): Promise<readonly TrialRecord[]> {
  const key = `${direction}/${warm}/${iteration}`;
  const before = chain.slice(0, warm).map((name) => ({ key: `${key}/${name}`, group: 'made warm', function: name }));
  const call = { ...chainOf(chain, { throughput_time: throughputSeconds }), key, group: groupOf(direction, warm) };
  const trials = await lab.invokeSeries([...before, call], pauseMs);
  return trials.slice(warm);
}

function medians(direction: string, links: number, trials: readonly TrialRecord[]): readonly RunResult[] {
  const medianMs = (warm: number): number =>
    medianOf(trials.filter(({ status, group }) => status === 'ok' && group === groupOf(direction, warm)).map(latencyOf));
  return [result(`${direction}: a cold link adds`, (medianMs(0) - medianMs(links)) / links, 'ms')];
}

function groupOf(direction: string, warm: number): string {
  return `${direction}, ${warm} warm`;
}

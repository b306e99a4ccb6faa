import type { RunResult } from '@skein/contracts';
import { LAB_FUNCTIONS, defineExperiment } from '../experiment.ts';
import { chainOf, nestedOverheadsMs } from './shared/chain.ts';
import { COLD_SECONDS, coldPauseMs } from './shared/cold.ts';
import { medianOf, result } from './shared/results.ts';

/** Warm latency between functions: each calls the next one, again and again. */
export const linearInvocationNested = defineExperiment({
  name: 'linear-invocation-nested',
  description: 'Warm latency between functions: each calls the next one, one call after the other.',
  functions: LAB_FUNCTIONS,
  parameters: { calls: 1_000, coldSeconds: COLD_SECONDS },
  async run(lab, { calls, coldSeconds }) {
    const results: RunResult[] = [];
    const pauseMs = await coldPauseMs(lab, 'sequential', coldSeconds);
    for (const [index, name] of LAB_FUNCTIONS.entries()) {
      const next = LAB_FUNCTIONS[(index + 1) % LAB_FUNCTIONS.length] ?? name;
      const overheads: number[] = [];
      await lab.wait(name, pauseMs);
      for (let call = 0; call < calls; call += 1) {
        const plan = { ...chainOf([name, next]), key: `${name}/${call}`, group: `${name} calls ${next}` };
        overheads.push(...nestedOverheadsMs(await lab.invoke(plan)));
      }
      results.push(result(`${name} calls ${next}: median of what the call adds`, medianOf(overheads), 'ms'));
    }
    return results;
  },
});

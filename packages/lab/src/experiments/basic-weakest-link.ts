import { LAB_FUNCTIONS, defineExperiment } from '../experiment.ts';
import { chainOf, nestedOverheadsMs } from './shared/chain.ts';
import { medianOf, result } from './shared/results.ts';

const CHAIN = ['monolith', 'function1', 'function2', 'function3'] as const;

/** What a chain of functions takes, again and again. */
export const basicWeakestLink = defineExperiment({
  name: 'basic-weakest-link',
  description: 'Latency of a chain: the monolith calls function1, which calls function2, which calls function3.',
  functions: LAB_FUNCTIONS,
  parameters: { calls: 1_000 },
  async run(lab, { calls }) {
    const overheads: number[] = [];
    for (let call = 0; call < calls; call += 1) {
      const trial = await lab.invoke({ ...chainOf(CHAIN), key: `chain/${call}` });
      overheads.push(...nestedOverheadsMs(trial));
    }
    return [result('median of what one link adds', medianOf(overheads), 'ms')];
  },
});

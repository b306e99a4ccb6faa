import { LAB_FUNCTIONS, defineExperiment } from '../experiment.ts';

/** Warm latency: the same function again and again, one call after the other. */
export const linearInvocation = defineExperiment({
  name: 'linear-invocation',
  description: 'Warm latency: calls of each function, one after the other.',
  functions: LAB_FUNCTIONS,
  parameters: { calls: 1_000 },
  async run(lab, { calls }) {
    for (const name of LAB_FUNCTIONS) {
      for (let call = 0; call < calls; call += 1) await lab.invoke({ key: `${name}/${call}`, function: name });
    }
    return [];
  },
});

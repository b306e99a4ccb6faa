import type { RunResult, TrialRecord } from '@skein/contracts';
import { LAB_FUNCTIONS, defineExperiment } from '../experiment.ts';
import { chainOf } from './shared/chain.ts';
import { countInstances, counted, result } from './shared/results.ts';

const TOGETHER = [1, 2, 3, 7] as const;

/** A little of everything: whether a provider can do what experiments ask of it, in less than a minute. */
export const devExperiment = defineExperiment({
  name: 'dev-experiment',
  description: 'A quick look whether a provider does all that experiments need: sleep, work, nested calls, calls at once.',
  functions: LAB_FUNCTIONS,
  parameters: { sleepSeconds: 0.5, throughputSeconds: 0.2 },
  async run(lab, { sleepSeconds, throughputSeconds }) {
    const trials: TrialRecord[] = [];
    for (const name of LAB_FUNCTIONS) trials.push(await lab.invoke({ key: `plain/${name}`, function: name }));
    trials.push(await lab.invoke({ key: 'sleep/0', function: 'function1', event: { sleep: sleepSeconds } }));
    trials.push(await lab.invoke({ key: 'throughput/0', function: 'function1', event: { throughput_time: throughputSeconds } }));
    trials.push(await lab.invoke({ key: 'nested/0', ...chainOf(LAB_FUNCTIONS) }));
    const event = { run_function: 'matrix_mult', args: 8, seed: 2 };
    trials.push(await lab.invoke({ key: 'monolith/0', function: 'monolith', event }));
    const instances: RunResult[] = [];
    for (const count of TOGETHER) {
      const plan = { key: `together-${count}`, function: 'function1', event: { throughput_time: throughputSeconds } } as const;
      const together = await lab.invokeTogether(plan, count);
      trials.push(...together);
      instances.push(result(`${count} at once: instances`, countInstances(together)));
    }
    const failed = counted(trials).filter(({ status }) => status === 'failed').length;
    return [result('calls', trials.length), result('failed', failed), ...instances];
  },
});

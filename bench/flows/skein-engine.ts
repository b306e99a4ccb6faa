import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import type { SkeinClient } from '@skein/client';
import { CHAIN_STEPS, WIDE_STEPS } from './shapes.ts';
import type { Engine } from './shapes.ts';

/** Between two looks at an execution, in ms: as soon as a client can, and seldom enough not to be the load itself. */
const LOOK_MS = 2;
const LOOK_AMONG_MANY_MS = 50;

type State = Readonly<Record<string, unknown>>;

/** The two shapes in the Amazon States Language, of the given state. */
export function shapesOf(step: State): { readonly chain: string; readonly wide: string } {
  const names = Array.from({ length: CHAIN_STEPS }, (_step, index) => `S${index}`);
  const chained = names.map((name, index) => [
    name,
    { ...step, ...(index + 1 < CHAIN_STEPS ? { Next: names[index + 1] } : { End: true }) },
  ]);
  const processor = { StartAt: 'I', States: { I: { ...step, End: true } } };
  const map = { Type: 'Map', MaxConcurrency: WIDE_STEPS, ItemProcessor: processor, End: true };
  return {
    chain: JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(chained) as object }),
    wide: JSON.stringify({ StartAt: 'M', States: { M: map } }),
  };
}

/** An engine whose clients start an execution over HTTP and look at it until it has ended. */
export async function skeinEngine({ workflows }: SkeinClient, name: string, step: State): Promise<Engine> {
  const { chain, wide } = shapesOf(step);
  await workflows.put(`${name}-chain`, 'states', chain);
  await workflows.put(`${name}-wide`, 'states', wide);
  const items = JSON.stringify(Array.from({ length: WIDE_STEPS }, (_item, index) => index));
  const run = async (workflow: string, input: string, lookMs: number): Promise<void> => {
    const started = await workflows.start(workflow, input);
    for (;;) {
      const { status, error, cause } = await workflows.get({ workflow, execution: started.name });
      if (status === 'SUCCEEDED') return;
      if (status !== 'RUNNING') throw new SkeinError('internal', { reason: `${workflow} is ${status}: ${error ?? ''} ${cause ?? ''}` });
      await pause(lookMs);
    }
  };
  return {
    chain: () => run(`${name}-chain`, '{}', LOOK_MS),
    wide: () => run(`${name}-wide`, items, LOOK_MS),
    chainAmongMany: () => run(`${name}-chain`, '{}', LOOK_AMONG_MANY_MS),
  };
}

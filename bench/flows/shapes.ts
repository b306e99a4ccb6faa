import { median, rounded } from '../lib/statistics.ts';

/** Steps one after the other. */
export const CHAIN_STEPS = 10;
/** Steps side by side. */
export const WIDE_STEPS = 50;
/** Executions in flight when steps per second are counted. */
export const IN_FLIGHT = 100;

const WARM_UPS = 3;
const PARALLEL_ROUNDS = 4;

/** An engine that runs the two shapes: each call starts one execution and resolves when it has ended well. */
export interface Engine {
  readonly chain: () => Promise<void>;
  readonly wide: () => Promise<void>;
  /** As `chain`, but for many at once; `chain` when it is left out. */
  readonly chainAmongMany?: () => Promise<void>;
}

export interface Shapes {
  readonly chainMs: number;
  readonly wideMs: number;
  readonly stepsPerSecond: number;
}

/** Medians of executions one after the other, and the steps per second of many chains at once. */
export async function measureShapes({ chain, wide, chainAmongMany = chain }: Engine, count: number): Promise<Shapes> {
  const chainMs = await medianMs(chain, count);
  const wideMs = await medianMs(wide, count);
  const total = IN_FLIGHT * PARALLEL_ROUNDS;
  // The first ones start whatever the engine starts only under load.
  await runParallel(chainAmongMany, IN_FLIGHT);
  const startedMs = performance.now();
  await runParallel(chainAmongMany, total);
  const stepsPerSecond = (total * CHAIN_STEPS * 1_000) / (performance.now() - startedMs);
  return { chainMs: rounded(chainMs), wideMs: rounded(wideMs), stepsPerSecond: Math.round(stepsPerSecond) };
}

async function medianMs(run: () => Promise<void>, count: number): Promise<number> {
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) await run();
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const startedMs = performance.now();
    await run();
    times.push(performance.now() - startedMs);
  }
  return median(times);
}

async function runParallel(run: () => Promise<void>, total: number): Promise<void> {
  let left = total;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

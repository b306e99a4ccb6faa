import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRunStore } from '@skein/backend-embedded';
import { timeOrderedId } from '@skein/contracts';
import type { RunRecord, TrialRecord } from '@skein/contracts';
import { VirtualClock } from '@skein/ports';
import type { RunStore } from '@skein/ports';
import { CLOUDS, SimulatedProvider, loadPriceBook, seededRandom } from '@skein/sky';
import type { Cloud, Fault, Provider } from '@skein/sky';
import { completeParameters, executeRun, labFunctionModel, planRun, storeInVirtualTime } from '../../src/index.ts';
import type { Experiment, Parameters, RunContext } from '../../src/index.ts';

export interface TestLab extends AsyncDisposable {
  readonly store: RunStore;
  readonly databasePath: string;
}

/** A store of runs in a folder of its own. */
export async function openTestLab(): Promise<TestLab> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-lab-'));
  const databasePath = path.join(folder, 'lab.db');
  const store = await openRunStore(databasePath, new VirtualClock());
  return {
    store,
    databasePath,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

export interface TestRun {
  /** The lab's own by default. */
  readonly store?: RunStore;
  readonly seed?: number;
  readonly cloud?: Partial<Cloud>;
  readonly faults?: readonly Fault[];
  readonly parameters?: Parameters;
  readonly maxUsd?: number;
  /** Wraps the provider, to make it fail. */
  readonly wrap?: (provider: Provider) => Provider;
}

/** A provider whose deployments outlive the "process". */
export function simulatedProvider(
  clock: VirtualClock,
  seed: number,
  changes: Partial<Cloud> = {},
  faults: readonly Fault[] = [],
): SimulatedProvider {
  const [aws] = CLOUDS;
  if (aws === undefined) throw new Error('there is no cloud');
  return new SimulatedProvider({
    cloud: { ...aws, ...changes },
    code: labFunctionModel(seededRandom(-seed)),
    clock,
    random: seededRandom(seed),
    faults,
  });
}

export async function contextFor(
  lab: Pick<TestLab, 'store'>,
  experiment: Experiment,
  clock: VirtualClock,
  provider: Provider,
): Promise<RunContext> {
  return {
    experiment,
    provider,
    store: storeInVirtualTime(lab.store, clock),
    book: await loadPriceBook(),
    clock,
    code: {
      zip: Buffer.alloc(0),
      runtime: 'python3.12',
      handler: 'lab_function.handler',
      memoryMb: 256,
      timeoutSeconds: 60,
      architecture: 'x86_64',
      environment: {},
    },
    newId: () => timeOrderedId(clock.nowMs(), randomUUID()),
    signal: new AbortController().signal,
    onChange: () => {},
    onTrial: () => {},
  };
}

/** Runs an experiment in virtual time on a simulated cloud, from its plan to its end. */
export async function runVirtually(
  lab: TestLab,
  experiment: Experiment,
  { store = lab.store, seed = 1, cloud, faults, parameters = {}, maxUsd, wrap = (provider) => provider }: TestRun = {},
): Promise<{ readonly run: RunRecord; readonly trials: readonly TrialRecord[]; readonly clock: VirtualClock }> {
  const clock = new VirtualClock(1_800_000_000_000 + seed);
  const context = await contextFor({ store }, experiment, clock, wrap(simulatedProvider(clock, seed, cloud, faults)));
  const run = await clock.run(async () => {
    const complete = completeParameters(experiment, parameters);
    return await executeRun(context, await planRun(context, { parameters: complete, seed, maxUsd, surroundings: {} }));
  });
  return { run, trials: await store.listTrials(run.id), clock };
}

/** The value of a run's result, by the result's name. */
export function resultOf({ results }: RunRecord, name: string): unknown {
  return results.find((result) => result.name === name)?.value;
}

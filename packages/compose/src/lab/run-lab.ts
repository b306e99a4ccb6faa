import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import type { RunRecord } from '@skein/contracts';
import {
  abandonRun,
  completeParameters,
  executeRun,
  hasEnded,
  memoryRunStore,
  planRun,
  renderReport,
  storeInVirtualTime,
  summarise,
} from '@skein/lab';
import type { Parameters, RunContext, RunSummary } from '@skein/lab';
import { VirtualClock } from '@skein/ports';
import type { RunStore } from '@skein/ports';
import type { Environment } from '../variables.ts';
import { openLabProvider, simulatedTwin } from './lab-provider.ts';
import type { LabConnection, LabProvider } from './lab-provider.ts';
import { openExperiment } from './open-experiment.ts';
import { labBook, labCode, labDir, newRunId, openStore, surroundings } from './lab-session.ts';

export interface LabRequest extends LabConnection {
  readonly experiment: string;
  readonly provider: string;
  readonly parameters: Parameters;
  readonly seed: number;
  readonly memoryMb: number;
  readonly maxUsd: number | undefined;
}

export interface LabProgress {
  readonly run: RunRecord;
  readonly trials: number;
  readonly failed: number;
  readonly spentUsd: number;
}

export interface LabWatcher {
  /** Where the report is to be written; in the lab's folder by default. */
  readonly reportPath?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LabProgress) => void;
}

export interface LabOutcome {
  readonly run: RunRecord;
  readonly summary: RunSummary;
  readonly reportPath: string;
}

export interface LabEstimate {
  readonly calls: number;
  readonly usd: number;
  /** How long the experiment would take, in ms. */
  readonly durationMs: number;
}

/**
 * What an experiment would cost: it runs on a simulated twin of the provider, in virtual time. Rejects with `experiment_not_found`,
 * `invalid_experiment`, `invalid_value`.
 */
export async function estimateLab(environment: Environment, request: LabRequest): Promise<LabEstimate> {
  const real = openLabProvider(request.provider, request, request.seed, Date.now());
  const twin = simulatedTwin(real, { memoryMb: request.memoryMb, architecture: 'x86_64' }, request.seed);
  const store = memoryRunStore();
  const context = await makeContext(environment, request, twin, store, {
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const run = await inItsTime(context, () => planAndExecute(context, { ...request, maxUsd: undefined }));
  const trials = await store.listTrials(run.id);
  return { calls: trials.length, usd: summarise(trials).totalUsd, durationMs: context.clock.monotonicMs() };
}

/**
 * Runs an experiment from its plan to its report. Rejects with `budget_exceeded` before anything was called when the estimate is above
 * `maxUsd`, with `run_interrupted` when a run of it on that provider has not ended, and as `estimateLab` does.
 */
export async function runLab(environment: Environment, request: LabRequest, watcher: LabWatcher): Promise<LabOutcome> {
  const { maxUsd } = request;
  if (maxUsd !== undefined) {
    const { usd } = await estimateLab(environment, request);
    if (usd > maxUsd) throw new SkeinError('budget_exceeded', { estimateUsd: usd.toFixed(6), maxUsd });
  }
  await using store = await openStore(environment);
  const provider = openLabProvider(request.provider, request, request.seed, Date.now());
  const context = await makeContext(environment, request, provider, store, watcher);
  const run = await inItsTime(context, () => planAndExecute(context, request));
  return await report(environment, store, run, watcher);
}

/** Goes on with a run that was interrupted. Rejects with `run_not_found`; one that has ended is only reported. */
export async function resumeLab(
  environment: Environment,
  runId: string,
  connection: LabConnection,
  watcher: LabWatcher,
): Promise<LabOutcome> {
  await using store = await openStore(environment);
  const run = await findRun(store, runId);
  if (hasEnded(run)) return await report(environment, store, run, watcher);
  const context = await contextOf(environment, run, connection, store, watcher);
  return await report(environment, store, await inItsTime(context, () => executeRun(context, run)), watcher);
}

/** Gives up a run that was interrupted, and removes what it deployed. Rejects with `run_not_found`. */
export async function abandonLab(environment: Environment, runId: string, connection: LabConnection): Promise<RunRecord> {
  await using store = await openStore(environment);
  const run = await findRun(store, runId);
  if (hasEnded(run)) return run;
  const watcher = { signal: new AbortController().signal, onProgress: () => {} };
  const context = await restingContext(environment, run.memoryMb, openForResume(run, connection), store, watcher);
  return await inItsTime(context, () => abandonRun(context, run));
}

async function findRun(store: RunStore, runId: string): Promise<RunRecord> {
  const run = await store.getRun(runId);
  if (run === undefined) throw new SkeinError('run_not_found', { runId });
  return run;
}

async function contextOf(
  environment: Environment,
  run: RunRecord,
  connection: LabConnection,
  store: RunStore,
  watcher: LabWatcher,
): Promise<RunContext> {
  const { experiment, experimentFile, memoryMb } = run;
  return await makeContext(
    environment,
    { experiment: experimentFile ?? experiment, memoryMb },
    openForResume(run, connection),
    store,
    watcher,
  );
}

/** A simulated cloud is another one after a restart; its chance goes on from another seed, and its time from now. */
function openForResume({ provider, seed }: RunRecord, connection: LabConnection): LabProvider {
  return openLabProvider(provider, connection, seed + 1, Date.now());
}

async function makeContext(
  environment: Environment,
  { experiment, memoryMb }: Pick<LabRequest, 'experiment' | 'memoryMb'>,
  provider: LabProvider,
  store: RunStore,
  watcher: LabWatcher,
): Promise<RunContext> {
  const opened = await openExperiment(experiment);
  return { ...(await restingContext(environment, memoryMb, provider, store, watcher)), experiment: opened };
}

/** What it takes to clean up after a run, whatever has become of its experiment. */
async function restingContext(
  environment: Environment,
  memoryMb: number,
  { provider, clock }: LabProvider,
  store: RunStore,
  { signal, onProgress }: LabWatcher,
): Promise<Omit<RunContext, 'experiment'>> {
  const counts = { trials: 0, failed: 0, spentUsd: 0 };
  let current: RunRecord | undefined;
  const tell = (): void => {
    if (current !== undefined) onProgress({ run: current, ...counts });
  };
  return {
    provider,
    store: clock instanceof VirtualClock ? storeInVirtualTime(store, clock) : store,
    book: await labBook(environment),
    clock,
    code: await labCode(memoryMb),
    newId: () => newRunId(clock.nowMs()),
    signal,
    onChange(run) {
      current = run;
      tell();
    },
    onTrial({ status }, spentUsd) {
      counts.trials += 1;
      counts.failed += status === 'failed' ? 1 : 0;
      counts.spentUsd = spentUsd;
      tell();
    },
  };
}

async function planAndExecute(context: RunContext, { parameters, seed, maxUsd }: LabRequest): Promise<RunRecord> {
  const complete = completeParameters(context.experiment, parameters);
  return await executeRun(
    context,
    await planRun(context, { parameters: complete, seed, maxUsd, surroundings: surroundings(context.code) }),
  );
}

/** Virtual time passes only while somebody lets it. */
function inItsTime<Result>({ clock }: Pick<RunContext, 'clock'>, work: () => Promise<Result>): Promise<Result> {
  return clock instanceof VirtualClock ? clock.run(work) : work();
}

async function report(environment: Environment, store: RunStore, run: RunRecord, { reportPath: wanted }: LabWatcher): Promise<LabOutcome> {
  const trials = await store.listTrials(run.id);
  const reportPath = path.resolve(wanted ?? path.join(labDir(environment), `${run.id}.html`));
  await mkdir(path.dirname(reportPath), { recursive: true });
  await writeFile(reportPath, renderReport({ run, trials }));
  return { run, summary: summarise(trials), reportPath };
}

import { SkeinError, toSkeinError } from '@skein/contracts';
import type { Deployment, RunRecord, RunResult, TrialRecord } from '@skein/contracts';
import type { Clock, RunStore } from '@skein/ports';
import type { FunctionToDeploy, PriceBook, Provider } from '@skein/sky';
import { checkResults } from '../experiment.ts';
import type { Experiment, LabFunctionName, Parameters } from '../experiment.ts';
import { priceUsage } from './measure.ts';
import { RecordedLab } from './recorded-lab.ts';

/** How often reports that come late are asked for, and the time between, in ms. */
const COLLECT_ATTEMPTS = 10;
const COLLECT_PAUSE_MS = 30_000;
/** Attempts to remove one function, and the time between, in ms. */
const REMOVE_ATTEMPTS = 5;
const REMOVE_PAUSE_MS = 1_000;

export interface RunContext {
  readonly experiment: Experiment;
  readonly provider: Provider;
  readonly store: RunStore;
  readonly book: PriceBook;
  readonly clock: Clock;
  /** What every lab function is deployed with, besides its name. */
  readonly code: Omit<FunctionToDeploy, 'name'>;
  readonly newId: () => string;
  /** Aborts when the run is to stop: what was deployed is then removed. */
  readonly signal: AbortSignal;
  readonly onChange: (run: RunRecord) => void;
  readonly onTrial: (trial: TrialRecord, spentUsd: number) => void;
}

export interface RunPlan {
  readonly parameters: Parameters;
  readonly seed: number;
  readonly maxUsd: number | undefined;
  readonly surroundings: Readonly<Record<string, string>>;
}

/** Writes down that a run is planned. Rejects with `run_interrupted` when one of this experiment on this provider has not ended. */
export async function planRun(context: RunContext, plan: RunPlan): Promise<RunRecord> {
  const { experiment, provider, store, book, clock, newId } = context;
  const open = (await store.listRuns()).find(
    (run) => run.experiment === experiment.name && run.provider === provider.name && !hasEnded(run),
  );
  if (open !== undefined) throw interrupted(open);
  const run: RunRecord = {
    id: newId(),
    experiment: experiment.name,
    experimentFile: experiment.file,
    description: experiment.description,
    provider: provider.name,
    simulated: provider.simulated,
    memoryMb: context.code.memoryMb,
    status: 'planned',
    reason: undefined,
    priceBook: book.version,
    createdAtMs: clock.nowMs(),
    endedAtMs: undefined,
    resumes: 0,
    deployments: '[]',
    results: [],
    ...plan,
  };
  await store.addRun(run);
  return run;
}

export function hasEnded({ status }: Pick<RunRecord, 'status'>): boolean {
  return status === 'completed' || status === 'failed';
}

/**
 * Takes a run from where it stands to its end: deploys, measures, removes. Whatever happens, what was deployed is removed before the run
 * has ended; when the process dies, the next one goes on by the same function. Resolves to the run as it ended.
 */
export async function executeRun(context: RunContext, planned: RunRecord): Promise<RunRecord> {
  const isResumed = planned.status !== 'planned';
  let run = isResumed ? await change(context, planned, { resumes: planned.resumes + 1 }) : planned;
  let ended: Partial<RunRecord> = { status: 'completed' };
  try {
    if (run.status === 'destroying') ended = endOf(run);
    else {
      const deployments = new Map<LabFunctionName, Deployment>();
      run = await provision(context, run, deployments);
      run = await change(context, run, { status: 'running' });
      const results = await measure(context, run, deployments);
      run = await change(context, run, { status: 'destroying', results });
    }
  } catch (thrown) {
    ended = { status: 'failed', reason: reasonOf(context, thrown) };
    run = await change(context, run, { status: 'destroying', reason: ended.reason });
  }
  await destroy(context, run);
  return await change(context, run, { ...ended, endedAtMs: context.clock.nowMs() });
}

/** Gives up a run that was interrupted: removes what it deployed. */
export async function abandonRun(context: Omit<RunContext, 'experiment'>, run: RunRecord): Promise<RunRecord> {
  await destroy(context, run);
  return await change(context, run, { status: 'failed', reason: 'given up', endedAtMs: context.clock.nowMs() });
}

function interrupted({ id: runId, experiment, provider, status }: RunRecord): SkeinError {
  return new SkeinError('run_interrupted', { runId, experiment, provider, status });
}

type Changing = Pick<RunContext, 'store' | 'onChange'>;

async function change({ store, onChange }: Changing, run: RunRecord, changes: Partial<RunRecord>): Promise<RunRecord> {
  const changed = { ...run, ...changes };
  await store.changeRun(run.id, changes);
  onChange(changed);
  return changed;
}

/** Each function is written down before it is deployed, so that none is forgotten that a dying process has just made. */
async function provision(context: RunContext, planned: RunRecord, deployments: Map<LabFunctionName, Deployment>): Promise<RunRecord> {
  const { experiment, provider, code } = context;
  let run = planned.status === 'planned' ? await change(context, planned, { status: 'provisioning' }) : planned;
  for (const name of experiment.functions) {
    const prefix = `lab-${run.id.slice(-12)}-`;
    const deployedName = `${prefix}${name}`;
    const { memoryMb, timeoutSeconds, architecture } = code;
    const intended = {
      provider: provider.name,
      reference: deployedName,
      functionName: deployedName,
      memoryMb,
      timeoutSeconds,
      architecture,
    };
    run = await remember(context, run, intended);
    // A run's functions may call each other, and nobody else.
    const deployment = await provider.deploy({ ...code, name: deployedName, calls: [`${prefix}*`] });
    run = await remember(context, run, deployment);
    deployments.set(name, deployment);
  }
  return run;
}

async function remember(context: RunContext, run: RunRecord, deployment: Deployment): Promise<RunRecord> {
  const others = deploymentsOf(run).filter(({ functionName }) => functionName !== deployment.functionName);
  return await change(context, run, { deployments: JSON.stringify([...others, deployment]) });
}

async function measure(
  context: RunContext,
  run: RunRecord,
  deployments: ReadonlyMap<LabFunctionName, Deployment>,
): Promise<readonly RunResult[]> {
  const { experiment, store, provider, book, clock, newId, signal, onTrial } = context;
  const earlier = await store.listTrials(run.id);
  const lab = new RecordedLab({ run, store, provider, deployments, book, clock, earlier, newId, signal, onTrial });
  const results = await experiment.run(lab, run.parameters as Parameters);
  checkResults(experiment, results);
  await collectLateReports(context, run, [...deployments.values()]);
  return results;
}

/** Some providers say what a call used only in a log, and only after a while. What never comes stays unknown. */
async function collectLateReports(
  { store, provider, book, clock }: RunContext,
  run: RunRecord,
  deployments: readonly Deployment[],
): Promise<void> {
  for (let attempt = 0; attempt < COLLECT_ATTEMPTS; attempt += 1) {
    const waiting = (await store.listTrials(run.id)).filter(({ requestId, usage }) => requestId !== undefined && usage === undefined);
    if (waiting.length === 0) return;
    if (attempt > 0) await new Promise<void>((resolve) => clock.after(COLLECT_PAUSE_MS, resolve));
    for (const deployment of deployments) {
      const own = waiting.filter(({ functionName }) => deployment.functionName.endsWith(functionName));
      const reports = await provider.collect(
        deployment,
        own.flatMap(({ requestId }) => requestId ?? []),
      );
      for (const trial of own) {
        const report = reports.get(trial.requestId ?? '');
        if (report !== undefined) await store.setTrialUsage(run.id, trial.key, priceUsage(provider, deployment, book, report, trial));
      }
    }
  }
}

/** Removes everything the run has deployed. Rejects with the provider's error when it cannot, after some attempts: the run then stays open. */
async function destroy(context: Omit<RunContext, 'experiment'>, run: RunRecord): Promise<void> {
  // As it is written down: what failed half-way has not told.
  const written = (await context.store.getRun(run.id)) ?? run;
  for (const deployment of deploymentsOf(written)) await removeOne(context, deployment);
}

async function removeOne({ provider, clock }: Omit<RunContext, 'experiment'>, deployment: Deployment): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await provider.remove(deployment);
      return;
    } catch (error) {
      if (attempt === REMOVE_ATTEMPTS) throw error;
      await new Promise<void>((resolve) => clock.after(REMOVE_PAUSE_MS, resolve));
    }
  }
}

function deploymentsOf({ deployments }: RunRecord): readonly Deployment[] {
  return JSON.parse(deployments) as readonly Deployment[];
}

/** How a run ends whose process died while it removed what it had deployed. */
function endOf({ reason }: RunRecord): Partial<RunRecord> {
  return reason === undefined ? { status: 'completed' } : { status: 'failed' };
}

function reasonOf({ signal }: RunContext, thrown: unknown): string {
  if (signal.aborted) return 'stopped';
  return toSkeinError(thrown).message;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import type { RunRecord, TrialRecord } from '@skein/contracts';
import { EXPERIMENTS, compareRuns, renderReport, summarise } from '@skein/lab';
import type { Experiment } from '@skein/lab';
import type { Environment } from '../variables.ts';
import { labDir, openForLooking } from './lab-session.ts';
import { openExperiment } from './open-experiment.ts';
import type { LabOutcome } from './run-lab.ts';

type ExperimentView = Pick<Experiment, 'name' | 'description' | 'functions' | 'parameters'>;

/**
 * Every experiment of Skein's own, or the one that is named or that a file holds, with its parameters. Rejects with `experiment_not_found`
 * and `invalid_experiment`.
 */
export async function listExperiments(nameOrFile?: string): Promise<readonly ExperimentView[]> {
  const found = nameOrFile === undefined ? EXPERIMENTS : [await openExperiment(nameOrFile)];
  return found.map(({ name, description, functions, parameters }) => ({ name, description, functions, parameters }));
}

/** Every run, the newest first, with the number of its trials. */
export async function listRuns(environment: Environment): Promise<readonly { readonly run: RunRecord; readonly trials: number }[]> {
  await using runs = await openForLooking(environment);
  const found = await runs.listRuns();
  return await Promise.all(found.map(async (run) => ({ run, trials: (await runs.listTrials(run.id)).length })));
}

/**
 * Writes the report of a run, compared with an earlier one when that is named, to a file. `which`: an id, or the beginning of one, or
 * `latest`. Rejects with `run_not_found`.
 */
export async function reportRun(
  environment: Environment,
  which: string,
  { against, outputPath }: { readonly against?: string | undefined; readonly outputPath?: string | undefined },
): Promise<LabOutcome & { readonly trials: readonly TrialRecord[] }> {
  await using runs = await openForLooking(environment);
  const all = await runs.listRuns();
  const run = findRun(all, which);
  const earlier = against === undefined ? undefined : findRun(all, against);
  const trials = await runs.listTrials(run.id);
  const compared = earlier && { runId: earlier.id, groups: compareRuns(await runs.listTrials(earlier.id), trials) };
  const reportPath = path.resolve(outputPath ?? path.join(labDir(environment), `${run.id}.html`));
  await mkdir(path.dirname(reportPath), { recursive: true });
  await writeFile(reportPath, renderReport({ run, trials, compared }));
  return { run, trials, summary: summarise(trials), reportPath };
}

/** By its id, the beginning of it, or `latest`. Throws `run_not_found`. */
export function findRun(runs: readonly RunRecord[], which: string): RunRecord {
  const [latest] = runs;
  const run = which === 'latest' ? latest : runs.find(({ id }) => id.startsWith(which));
  if (run === undefined) throw new SkeinError('run_not_found', { runId: which });
  return run;
}

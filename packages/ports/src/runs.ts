import type { RunRecord, TrialRecord, TrialUsage } from '@skein/contracts';

/** What may change about a run while it goes on. */
export type RunChange = Partial<Pick<RunRecord, 'status' | 'reason' | 'endedAtMs' | 'resumes' | 'deployments' | 'results'>>;

/** Keeps the lab's runs and trials. A change survives the end of the process once its promise has resolved. */
export interface RunStore {
  addRun(run: RunRecord): Promise<void>;
  /** Nothing changes about a run that has completed or failed. */
  changeRun(runId: string, change: RunChange): Promise<void>;
  /** A trial that is there already, by its key, stays as it is. */
  addTrial(trial: TrialRecord): Promise<void>;
  /** What a provider reported only later. */
  setTrialUsage(runId: string, key: string, usage: TrialUsage): Promise<void>;
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** The newest first. */
  listRuns(): Promise<readonly RunRecord[]>;
  /** In the order in which they were added. */
  listTrials(runId: string): Promise<readonly TrialRecord[]>;
}

import type { TaskResult } from '@skein/contracts';

/** A change of the results of tasks, as it travels to the thread that makes it. */
export type TaskJob = FinishTask | RemoveTaskResults;

export interface FinishTask {
  readonly name: 'finish-task';
  readonly result: TaskResult;
}

export interface RemoveTaskResults {
  readonly name: 'remove-task-results';
  readonly beforeMs: number;
}

const NAMES: ReadonlySet<string> = new Set<TaskJob['name']>(['finish-task', 'remove-task-results']);

/** Tells the jobs of this table from those of others. */
export function isTaskJob(job: { readonly name: string }): job is TaskJob {
  return NAMES.has(job.name);
}

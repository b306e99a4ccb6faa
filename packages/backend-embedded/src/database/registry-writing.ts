import { EventInvokeConfigTable } from '../events/event-invoke-config-table.ts';
import { isEventInvokeConfigJob } from '../events/event-invoke-config-job.ts';
import type { EventInvokeConfigJob } from '../events/event-invoke-config-job.ts';
import type { EventJob } from '../events/event-job.ts';
import { isEventJob } from '../events/event-job.ts';
import { EventTable } from '../events/event-table.ts';
import { isExecutionJob } from '../executions/execution-job.ts';
import type { ExecutionJob } from '../executions/execution-job.ts';
import { ExecutionTables } from '../executions/execution-tables.ts';
import type { FunctionJob } from '../functions/function-job.ts';
import { FunctionTables } from '../functions/function-tables.ts';
import { isKeyJob } from '../keys/key-job.ts';
import type { KeyJob } from '../keys/key-job.ts';
import { KeyTable } from '../keys/key-table.ts';
import { isSkyJob } from '../sky/sky-job.ts';
import type { SkyJob } from '../sky/sky-job.ts';
import { SkyTables } from '../sky/sky-tables.ts';
import { isTaskJob } from '../tasks/task-job.ts';
import type { TaskJob } from '../tasks/task-job.ts';
import { TaskTable } from '../tasks/task-table.ts';
import { openForWriting } from './open-database.ts';
import { Reopening } from './reopening.ts';
import { failAll, runBatch } from './run-batch.ts';
import type { JobResult } from './run-batch.ts';

/** Everything the writer can be asked to do: a name with its parameters, never code. */
export type WriterJob = FunctionJob | ExecutionJob | EventJob | SkyJob | TaskJob | KeyJob | EventInvokeConfigJob;

/** The one place that writes the registry's database: each batch is one transaction with one flush. */
export class RegistryWriting {
  readonly #tables;

  constructor(databasePath: string) {
    this.#tables = new Reopening(
      () => {
        const database = openForWriting(databasePath, 'full');
        return {
          database,
          functions: new FunctionTables(database),
          executions: new ExecutionTables(database),
          events: new EventTable(database),
          sky: new SkyTables(database),
          tasks: new TaskTable(database),
          keys: new KeyTable(database),
          eventInvokeConfigs: new EventInvokeConfigTable(database),
        };
      },
      ({ database }) => database.close(),
    );
    this.#tables.openEarly();
  }

  /** Durable when it returns. Never throws. */
  write(jobs: readonly WriterJob[]): readonly JobResult[] {
    const results = this.#tryToWrite(jobs);
    if (results.some((result) => !result.done && result.code === 'storage_failed')) this.#tables.drop();
    return results;
  }

  close(): void {
    this.#tables.drop();
  }

  #tryToWrite(jobs: readonly WriterJob[]): readonly JobResult[] {
    try {
      const { database, functions, executions, events, sky, tasks, keys, eventInvokeConfigs } = this.#tables.get();
      return runBatch(database, jobs, (job) => {
        if (isExecutionJob(job)) executions.run(job);
        else if (isEventJob(job)) events.run(job);
        else if (isSkyJob(job)) sky.run(job);
        else if (isTaskJob(job)) tasks.run(job);
        else if (isKeyJob(job)) keys.run(job);
        else if (isEventInvokeConfigJob(job)) eventInvokeConfigs.run(job);
        else functions.run(job);
      });
    } catch (error) {
      return failAll(jobs, error);
    }
  }
}

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import { DEFAULT_SCOPE, OPEN_PRINCIPAL, SkeinError, timeOrderedId } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import type { ExecutionCommit } from '@skein/ports';
import { WorkflowRunner } from '@skein/worker';
import { WIDE_STEPS, measureShapes } from './shapes.ts';
import { shapesOf } from './skein-engine.ts';

/**
 * Skein's engine, runner and store with steps that are functions of this process, as those of the other engines are: what is left is the
 * price of durability. Words: a folder for the data, and how many executions to measure.
 */
async function main([folder = '', count = '1']: readonly string[]): Promise<void> {
  await using backend = await openEmbeddedBackend({
    databasePath: path.join(folder, 'skein.db'),
    packagesDir: path.join(folder, 'packages'),
    recordsPath: path.join(folder, 'records.db'),
    clock: systemClock,
  });
  const { executionWriter: writer } = backend;
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const stored = async (commit: ExecutionCommit, work: Promise<void>): Promise<void> => {
    await work;
    const end = commit.outcome && ends.get(commit.executionId);
    if (end === undefined) return;
    if (commit.outcome?.status === 'SUCCEEDED') end.resolve();
    else end.reject(new SkeinError('internal', { reason: `an execution is ${commit.outcome?.status}` }));
  };
  const runner = await WorkflowRunner.open({
    reader: backend.executions,
    writer: {
      createWorkflow: (workflow) => writer.createWorkflow(workflow),
      updateWorkflow: (workflow) => writer.updateWorkflow(workflow),
      deleteWorkflow: (scope, name) => writer.deleteWorkflow(scope, name),
      takeLease: (epoch) => writer.takeLease(epoch),
      createExecution: (record, commit) => stored(commit, writer.createExecution(record, commit)),
      commitExecution: (commit) => stored(commit, writer.commitExecution(commit)),
    },
    tasks: { invoke: (_execution, { taskId }) => Promise.resolve({ type: 'task-succeeded', taskId, payload: '{}' }) },
    clock: systemClock,
    newSeed: randomUUID,
    onFailure: (error) => console.error(error),
  });
  const run = async (definition: string, input: string): Promise<void> => {
    const record = executionOf(definition, input);
    const end = Promise.withResolvers<void>();
    ends.set(record.id, end);
    await runner.start(record);
    await end.promise;
    ends.delete(record.id);
  };
  const { chain, wide } = shapesOf({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:step' });
  const items = JSON.stringify(Array.from({ length: WIDE_STEPS }, (_item, index) => index));
  const shapes = await measureShapes({ chain: () => run(chain, '{}'), wide: () => run(wide, items) }, Number(count));
  await runner.close();
  console.log(JSON.stringify(shapes));
}

function executionOf(definition: string, input: string): ExecutionRecord {
  const id = timeOrderedId(Date.now(), randomUUID());
  return {
    ...DEFAULT_SCOPE,
    id,
    workflowName: 'bench',
    name: id,
    notation: 'states',
    definition,
    revisionId: 'bench',
    roleArn: 'arn:aws:iam::000000000000:role/bench',
    principal: OPEN_PRINCIPAL,
    status: 'RUNNING',
    input,
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: Date.now(),
    stoppedAtMs: undefined,
  };
}

await main(process.argv.slice(2));

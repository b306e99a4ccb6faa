import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { DEFAULT_SCOPE, OPEN_PRINCIPAL, timeOrderedId, startEvent } from '@skein/contracts';
import type { ExecutionRecord, Invocation, QueuedEvent, SkeinError, WorkflowNotation } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import type { ExecutionWriter, Invoker } from '@skein/ports';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { TaskInvoker, WorkflowRunner } from '../../src/index.ts';
import type { TaskEvent } from '../../src/index.ts';
import type { WorkflowRunnerOptions } from '../../src/workflows/workflow-runner.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:work';

/** What the one function of these tests does with its event. A thrown error is its answer. */
export type Work = (event: unknown) => unknown;

/** A store with one function in it, and what it was asked to do. */
export interface World extends AsyncDisposable {
  readonly backend: EmbeddedBackend;
  readonly invoked: unknown[];
  readonly failures: SkeinError[];
  open(work: Work, writer?: ExecutionWriter, tasks?: WorkflowRunnerOptions['tasks']): Promise<WorkflowRunner>;
  /** The execution once it has ended. */
  ended(name: string): Promise<ExecutionRecord>;
  /** Its history, without what differs from run to run. */
  history(record: ExecutionRecord): Promise<readonly unknown[]>;
}

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-workflows-'));
  const backend = await openEmbeddedBackend({
    databasePath: path.join(folder, 'skein.db'),
    packagesDir: path.join(folder, 'packages'),
    recordsPath: path.join(folder, 'records.db'),
    clock: systemClock,
  });
  await backend.functionWriter.createFunction(sampleFunction('work'), sampleRevision('work'));
  const invoked: unknown[] = [];
  const failures: SkeinError[] = [];
  const open: World['open'] = (work, writer = backend.executionWriter, ownTasks) => {
    const invoker = simulatedInvoker(work, invoked);
    const queueEvent = (event: TaskEvent): Promise<void> => backend.events.append(queuedEvent(event));
    const tasks = ownTasks ?? new TaskInvoker({ functions: backend.functions, invoker, clock: systemClock, newId: randomUUID, queueEvent });
    const onFailure = (error: SkeinError): void => void failures.push(error);
    return WorkflowRunner.open({ reader: backend.executions, writer, tasks, clock: systemClock, newSeed: randomUUID, onFailure });
  };
  return {
    backend,
    invoked,
    failures,
    open,
    ended: (name) => waitForEnd(backend, name),
    history: (record) => readHistory(backend, record),
    async [Symbol.asyncDispose]() {
      await backend.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function queuedEvent(event: TaskEvent): QueuedEvent {
  return { ...DEFAULT_SCOPE, ...event, ...startEvent(Date.now()), kind: 'event', traceId: undefined };
}

/** Runs functions in this process. */
function simulatedInvoker(work: Work, invoked: unknown[]): Invoker {
  return {
    async invoke(invocation: Invocation, { response }) {
      const event: unknown = JSON.parse(invocation.body.toString());
      invoked.push(event);
      const { result, failed } = await runWork(work, event);
      response.write(Buffer.from(JSON.stringify(result)));
      const usage = { durationMs: 1, billedMs: 1, initMs: undefined, memoryMb: 128, maxMemoryMb: 1, cold: undefined, prewarmed: false };
      return {
        status: failed ? 'FAILED' : 'SUCCEEDED',
        error: failed ? 'handler_error' : undefined,
        usage: { ...usage, sandboxId: 's', driver: 'simulated' },
        log: Buffer.alloc(0),
        logDroppedBytes: 0,
        notices: [],
      };
    },
  };
}

async function runWork(work: Work, event: unknown): Promise<{ result: unknown; failed: boolean }> {
  try {
    return { result: await work(event), failed: false };
  } catch (thrown) {
    const { name, message } = thrown as Error;
    return { result: { errorType: name, errorMessage: message }, failed: true };
  }
}

export function executionOf(
  name: string,
  definition: object | string,
  input: unknown = {},
  notation: WorkflowNotation = 'states',
): ExecutionRecord {
  return {
    ...DEFAULT_SCOPE,
    id: timeOrderedId(Date.now(), randomUUID()),
    workflowName: 'w',
    name,
    notation,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    revisionId: 'r1',
    roleArn: 'arn:aws:iam::000000000000:role/flow',
    principal: OPEN_PRINCIPAL,
    status: 'RUNNING',
    input: JSON.stringify(input),
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: Date.now(),
    stoppedAtMs: undefined,
  };
}

async function waitForEnd(backend: EmbeddedBackend, name: string): Promise<ExecutionRecord> {
  for (;;) {
    const record = await backend.executions.getExecution(DEFAULT_SCOPE, 'w', name);
    if (record !== undefined && record.status !== 'RUNNING') return record;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function readHistory(backend: EmbeddedBackend, record: ExecutionRecord): Promise<readonly unknown[]> {
  const events = await backend.executions.listEvents(record.id, { limit: 100_000 });
  return events.map(({ event }) => {
    const { timestampMs: _time, ...rest } = JSON.parse(event) as { timestampMs: number };
    return rest;
  });
}

/** A process that dies after so many commits: what was committed is kept, and nothing happens after. */
export function dyingWriter(writer: ExecutionWriter, commits: number): { readonly writer: ExecutionWriter; readonly died: Promise<void> } {
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  let left = commits;
  const never = new Promise<never>(() => {});
  const passOn = async (write: () => Promise<void>): Promise<void> => {
    if (left === 0) return never;
    left -= 1;
    await write();
    if (left > 0) return undefined;
    die();
    return never;
  };
  const dying: ExecutionWriter = {
    createWorkflow: (workflow) => writer.createWorkflow(workflow),
    updateWorkflow: (workflow) => writer.updateWorkflow(workflow),
    deleteWorkflow: (scope, name) => writer.deleteWorkflow(scope, name),
    takeLease: (epoch) => writer.takeLease(epoch),
    createExecution: (record, first) => passOn(() => writer.createExecution(record, first)),
    commitExecution: (commit) => passOn(() => writer.commitExecution(commit)),
  };
  return { writer: dying, died };
}

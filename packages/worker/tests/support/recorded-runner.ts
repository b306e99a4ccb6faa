import { OPEN_PRINCIPAL, DEFAULT_SCOPE } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import type { ExecutionCommit, ExecutionWriter } from '@skein/ports';
import { invokeRecorded } from '@skein/workflow-engine/recordings';
import type { HistoryCase } from '@skein/workflow-engine/recordings';
import { WorkflowRunner } from '../../src/index.ts';
import { LeapingClock } from './leaping-clock.ts';
import { dyingWriter } from './workflow-world.ts';

const START_MS = Date.UTC(2026, 10, 21);

/** How an execution ended, without what differs from run to run. */
export interface RecordedEnd {
  readonly record: Pick<ExecutionRecord, 'status' | 'output' | 'error' | 'cause'>;
  readonly history: string;
  /** Commits it took. */
  readonly commits: number;
}

/** Runs a recorded case with the real runner and store, in a process that dies after so many commits, and then in the next one. */
export async function runRecordedCase(
  backend: EmbeddedBackend,
  recorded: HistoryCase,
  name: string,
  diesAfter = Number.POSITIVE_INFINITY,
): Promise<RecordedEnd> {
  const execution = executionOf(recorded, name);
  const { writer, died } = dyingWriter(backend.executionWriter, diesAfter);
  const first = await openRunner(backend, writer, recorded, START_MS);
  void first.runner.start(execution);
  const ending = await Promise.race([died.then(() => 'died' as const), first.ended]);
  first.clock.stop();
  if (ending !== 'died') await first.runner.close();
  else {
    const next = await openRunner(backend, backend.executionWriter, recorded, first.clock.nowMs());
    const stored = await backend.executions.getExecution(DEFAULT_SCOPE, execution.workflowName, name);
    if (stored?.status === 'RUNNING') await next.ended;
    next.clock.stop();
    await next.runner.close();
  }
  return await readEnd(backend, execution);
}

interface OpenRunner {
  readonly runner: WorkflowRunner;
  readonly clock: LeapingClock;
  /** Resolves when an execution has stored its end. */
  readonly ended: Promise<void>;
}

async function openRunner(backend: EmbeddedBackend, writer: ExecutionWriter, recorded: HistoryCase, startMs: number): Promise<OpenRunner> {
  const clock = new LeapingClock(startMs);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const store = async (commit: ExecutionCommit, work: Promise<void>): Promise<void> => {
    await clock.hold(work);
    if (commit.outcome !== undefined) end();
  };
  const runner = await WorkflowRunner.open({
    reader: backend.executions,
    writer: {
      ...writer,
      takeLease: (epoch) => writer.takeLease(epoch),
      createExecution: (record, commit) => store(commit, writer.createExecution(record, commit)),
      commitExecution: (commit) => store(commit, writer.commitExecution(commit)),
    },
    tasks: {
      invoke: (_execution, command) => {
        const result = invokeRecorded(recorded.lambdas, command, `00000000-0000-4000-8000-${String(command.taskId).padStart(12, '0')}`);
        return result === 'never' ? new Promise(() => {}) : clock.hold(Promise.resolve(result));
      },
    },
    clock,
    newSeed: () => 'seed',
    onFailure: (error) => {
      throw error;
    },
  });
  return { runner, clock, ended };
}

function executionOf({ id, definition, input }: HistoryCase, name: string): ExecutionRecord {
  return {
    ...DEFAULT_SCOPE,
    id: `${name}-${id.length}`,
    workflowName: 'recorded',
    name,
    notation: 'states',
    definition,
    revisionId: 'r1',
    roleArn: 'arn:aws:iam::000000000000:role/flow',
    principal: OPEN_PRINCIPAL,
    status: 'RUNNING',
    input,
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: START_MS,
    stoppedAtMs: undefined,
  };
}

async function readEnd(backend: EmbeddedBackend, { id, workflowName, name }: ExecutionRecord): Promise<RecordedEnd> {
  const same = (text: string | undefined): string | undefined => text?.replaceAll(name, 'run');
  const found = await backend.executions.getExecution(DEFAULT_SCOPE, workflowName, name);
  if (found === undefined) throw new Error(`${name} is not stored`);
  const { status, output, error, cause } = found;
  const events = await backend.executions.listEvents(id, { limit: 30_000 });
  const loaded = await backend.executions.load(id);
  return {
    record: { status, output: same(output), error, cause: same(cause) },
    history: same(events.map(({ event }) => event).join('\n')) ?? '',
    commits: loaded?.sequence ?? 0,
  };
}

import { OPEN_PRINCIPAL, timeOrderedId } from '@skein/contracts';
import type { ExecutionRecord, KeyRecord, Principal, Role } from '@skein/contracts';
import { sampleEvent, sampleRecord } from '@skein/ports/conformance';
import { randomUUID } from 'node:crypto';
import { createKey } from '../../src/index.ts';
import type { IssuedKey } from '../../src/index.ts';
import { ROLE, call, openServer, untilActive, zipOf } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

export const HOST = '127.0.0.1:8080';
/** `None`, pickled. */
export const PICKLE = Buffer.from('\x80\x04N.', 'latin1').toString('base64');
export const DEFINITION = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });

/** A server with keys and with one thing of every kind, all of them named so that the pattern `mine*` fits. */
export interface CoverageWorld extends AsyncDisposable {
  readonly server: ServerFixture;
  /** Keys that may do what their role may do with what is named `mine*`; that of the admin, with everything. */
  readonly right: Readonly<Record<Role, IssuedKey>>;
  /** May touch everything. */
  readonly everywhere: IssuedKey;
  /** For the routes that end or change a key. */
  readonly spare: IssuedKey;
  readonly rotated: IssuedKey;
  readonly invocationId: string;
  /** Of a registered callable, and of a call of it. */
  readonly taskFunctionId: string;
  readonly taskId: string;
  /** Two of each, because one is deleted. */
  readonly eventIds: readonly [string, string];
  issue(role: Role, functions?: readonly string[]): Promise<IssuedKey>;
  /** Changes a key behind the back of the use cases. */
  change(issued: IssuedKey, changes: Partial<KeyRecord>): Promise<IssuedKey>;
}

export async function openWorld(): Promise<CoverageWorld> {
  const server = await openServer();
  const taskFunctionId = await fillRegistry(server);
  const issue: CoverageWorld['issue'] = (role, functions) => createKey(server.context, OPEN_PRINCIPAL, { role, functions });
  const right = { admin: await issue('admin'), developer: await issue('developer', ['mine*']), invoker: await issue('invoker', ['mine*']) };
  const principal: Principal = { id: right.invoker.key.id, kind: 'key', role: 'invoker', functions: ['mine*'] };
  return {
    server,
    right,
    everywhere: await issue('developer'),
    spare: await issue('invoker'),
    rotated: await issue('invoker'),
    taskFunctionId,
    ...(await fillResults(server, principal, taskFunctionId)),
    issue,
    async change({ key, secret }, changes) {
      await server.context.keys.put({ ...key, ...changes });
      return { key, secret };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Gives back the id of the registered callable. */
async function fillRegistry({ app }: ServerFixture): Promise<string> {
  for (const FunctionName of ['mine', 'mine-v1', 'mine-lambda']) {
    const code = { Code: { ZipFile: await zipOf('def handler(e, c): return e') }, Runtime: 'python3.11', Handler: 'index.handler' };
    await call(app, 'POST', '/2015-03-31/functions', { FunctionName, Role: ROLE, ...code });
    await untilActive(app, FunctionName);
  }
  for (const name of ['mine-flow', 'mine-old', 'mine-older']) {
    await call(app, 'PUT', `/v1/workflows/${name}`, { notation: 'states', definition: DEFINITION });
  }
  const { json } = await call(app, 'POST', '/register_function', { name: 'mine-task', payload: PICKLE });
  return String(json['function_id']);
}

/** What came of calls that the principal has made. */
async function fillResults(
  { backend, context }: ServerFixture,
  principal: Principal,
  taskFunctionId: string,
): Promise<Pick<CoverageWorld, 'invocationId' | 'eventIds' | 'taskId'>> {
  const invocationId = randomUUID();
  context.recorder.record(sampleRecord(1, { id: invocationId, functionName: 'mine', principalId: principal.id }));
  const eventIds = [randomUUID(), randomUUID()] as const;
  for (const id of eventIds) await context.events.append(sampleEvent(id, { functionName: 'mine', principal }));
  const taskId = randomUUID();
  await context.events.append(sampleEvent(taskId, { kind: 'task', functionName: `task-${taskFunctionId}`, principal }));
  await backend.executionWriter.takeLease(1);
  const record = executionOf(context.scope, principal);
  const step = { executionId: record.id, epoch: 1, sequence: 0, state: '{}', unfinished: false };
  const nothing = { events: [], intents: [], settledTaskIds: [], wakeAtMs: undefined, outcome: undefined };
  await backend.executionWriter.createExecution(record, { ...step, ...nothing });
  return { invocationId, eventIds, taskId };
}

function executionOf(scope: ServerFixture['context']['scope'], principal: Principal): ExecutionRecord {
  return {
    ...scope,
    id: timeOrderedId(Date.now(), randomUUID()),
    workflowName: 'mine-flow',
    name: 'run',
    notation: 'states',
    definition: DEFINITION,
    revisionId: 'r',
    roleArn: ROLE,
    principal,
    status: 'RUNNING',
    input: '{}',
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: Date.now(),
    stoppedAtMs: undefined,
  };
}

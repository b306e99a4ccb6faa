import { createHash } from 'node:crypto';
import { EXECUTION_PAYLOAD_MAX_BYTES, LATEST, SkeinError, functionArn, requireAccess, timeOrderedId, toSkeinError } from '@skein/contracts';
import type { ErrorCode, ExecutionRecord, Invocation, Outcome, Principal, ResolvedFunction } from '@skein/contracts';
import type { Clock, FunctionReader, Invoker } from '@skein/ports';
import type { EngineEvent, InvokeCommand } from '@skein/workflow-engine';

/** An invocation that a task only queues. */
export interface TaskEvent {
  /** The same one when a task is dispatched again: the queue takes it once. */
  readonly id: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly body: Buffer;
  readonly clientContext: string | undefined;
  readonly principal: Principal;
}

export interface TaskInvokerOptions {
  readonly functions: FunctionReader;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Resolves when the event is durable. Rejects with what an invocation of kind `event` is refused with. */
  readonly queueEvent: (event: TaskEvent) => Promise<void>;
}

/** A function is active some milliseconds after it was created; a task that comes earlier waits so long, in ms. */
const ACTIVATION_WAIT_MS = 10_000;
const ACTIVATION_POLL_MS = 10;

/** What Lambda answers an invocation of each kind that it accepted. */
const STATUS_CODES = { request: 200, event: 202, 'dry-run': 204 } as const satisfies Record<InvokeCommand['kind'], number>;

/** The names under which a workflow hears of what Lambda itself refuses ("Lambda" in AWS's guide to error handling). */
const ERROR_NAMES: Partial<Record<ErrorCode, string>> = {
  function_not_found: 'Lambda.ResourceNotFoundException',
  function_not_ready: 'Lambda.ResourceConflictException',
  too_many_requests: 'Lambda.TooManyRequestsException',
  no_capacity: 'Lambda.TooManyRequestsException',
  request_too_large: 'Lambda.RequestTooLargeException',
  // "A Task state that fails because it had insufficient privileges to run the specified code" (Amazon States Language).
  access_denied: 'States.Permissions',
  shutting_down: 'Lambda.ServiceException',
};

/** Runs the functions that executions call, and says how it went as the engine wants to hear it. */
export class TaskInvoker {
  readonly #options: TaskInvokerOptions;

  constructor(options: TaskInvokerOptions) {
    this.#options = options;
  }

  /** Never rejects: whatever goes wrong is the task's failure. */
  async invoke(execution: ExecutionRecord, command: InvokeCommand): Promise<EngineEvent> {
    try {
      if (command.kind === 'event') return await this.#queue(execution, command);
      const target = await this.#resolve(execution, command);
      return command.kind === 'dry-run' ? succeeded(command, '', target) : await this.#run(execution, command, target);
    } catch (thrown) {
      return refused(execution, command, toSkeinError(thrown));
    }
  }

  async #queue(execution: ExecutionRecord, command: InvokeCommand): Promise<EngineEvent> {
    const { functionName, qualifier } = splitName(command);
    const { clientContext, taskId } = command;
    const id = eventIdOf(execution, taskId);
    const body = Buffer.from(command.payload);
    await this.#options.queueEvent({ id, functionName, qualifier, body, clientContext, principal: execution.principal });
    return { type: 'task-succeeded', taskId, payload: 'null', statusCode: STATUS_CODES.event, requestId: id };
  }

  async #resolve(execution: ExecutionRecord, command: InvokeCommand): Promise<ResolvedFunction> {
    const { functionName, qualifier } = splitName(command);
    requireAccess(execution.principal, functionName);
    const { functions, clock } = this.#options;
    const giveUpAtMs = clock.monotonicMs() + ACTIVATION_WAIT_MS;
    for (;;) {
      const target = await functions.resolve(execution, functionName, qualifier ?? LATEST);
      if (target === undefined) throw new SkeinError('function_not_found', { functionName });
      const { state } = target.revision;
      if (state === 'Active') return target;
      if (state === 'Failed' || clock.monotonicMs() > giveUpAtMs) throw new SkeinError('function_not_ready', { functionName, state });
      await new Promise<void>((resolve) => clock.after(ACTIVATION_POLL_MS, resolve));
    }
  }

  async #run({ principal }: ExecutionRecord, command: InvokeCommand, target: ResolvedFunction): Promise<EngineEvent> {
    const { invoker, clock, newId } = this.#options;
    const chunks: Buffer[] = [];
    const invocation: Invocation = {
      id: newId(),
      target,
      qualifier: splitName(command).qualifier,
      kind: command.kind,
      body: Buffer.from(command.payload),
      clientContext: command.clientContext,
      traceId: undefined,
      principal,
      receivedAtMs: clock.nowMs(),
    };
    const outcome = await invoker.invoke(invocation, { response: { write: (chunk) => void chunks.push(chunk) } });
    const answer = Buffer.concat(chunks).toString();
    return outcome.status === 'SUCCEEDED'
      ? { ...succeeded(command, answer, target), requestId: invocation.id, ...logOf(command, outcome) }
      : failed(command, errorNameOf(answer, outcome), answer);
  }
}

/** An id that the task alone decides, in the form of all others. */
function eventIdOf({ id, startedAtMs }: ExecutionRecord, taskId: number): string {
  const hash = createHash('sha256').update(`${id} ${taskId}`).digest('hex');
  return timeOrderedId(
    startedAtMs,
    `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
  );
}

function succeeded(
  { taskId, kind }: InvokeCommand,
  payload: string,
  target: ResolvedFunction,
): EngineEvent & { readonly type: 'task-succeeded' } {
  return {
    type: 'task-succeeded',
    taskId,
    payload: toJsonText(payload),
    executedVersion: target.version,
    statusCode: STATUS_CODES[kind],
  };
}

/** What AWS's library says of a refusal, with the request that was refused. */
function refused(execution: ExecutionRecord, command: InvokeCommand, error: SkeinError): EngineEvent {
  const name = ERROR_NAMES[error.code];
  if (name?.startsWith('Lambda.') !== true) return failed(command, name ?? 'Lambda.SdkClientException', error.message);
  const { functionName, qualifier = LATEST } = splitName(command);
  const isMissing = error.code === 'function_not_found';
  const text = isMissing ? `Function not found: ${functionArn(execution, functionName, qualifier)}` : error.message;
  const service = `Service: AWSLambda; Status Code: ${error.kind.httpStatus}; Error Code: ${name.slice('Lambda.'.length)}`;
  return failed(command, name, `${text} (${service}; Request ID: ${eventIdOf(execution, command.taskId)}; Proxy: null)`);
}

/** A function may answer with a text that is no JSON; in a workflow it is then a text. One that is too large is refused as it is. */
function toJsonText(answer: string): string {
  if (answer === '') return 'null';
  if (answer.length > EXECUTION_PAYLOAD_MAX_BYTES) return answer;
  try {
    JSON.parse(answer);
    return answer;
  } catch {
    return JSON.stringify(answer);
  }
}

function failed({ taskId }: InvokeCommand, error: string, cause: string): EngineEvent {
  return { type: 'task-failed', taskId, error, cause };
}

function logOf({ logTail }: InvokeCommand, { log }: Outcome): { readonly logResult?: string } {
  return logTail ? { logResult: log.subarray(-4096).toString('base64') } : {};
}

/** The error's type in the document that the function, or Lambda in its place, has answered. */
function errorNameOf(answer: string, outcome: Outcome): string {
  try {
    const { errorType } = JSON.parse(answer) as { readonly errorType?: unknown };
    if (typeof errorType === 'string' && errorType !== '') return errorType;
  } catch {
    // A sandbox that ended in the middle of its answer has left none that could be read.
  }
  return outcome.error === 'timeout' ? 'Sandbox.Timedout' : 'Lambda.Unknown';
}

/** A function is named by its name, with or without a qualifier, or by its ARN. */
function splitName({ functionName, qualifier }: InvokeCommand): { readonly functionName: string; readonly qualifier: string | undefined } {
  const parts = functionName.startsWith('arn:') ? functionName.split(':').slice(6) : functionName.split(':');
  return { functionName: parts[0] ?? functionName, qualifier: qualifier ?? parts[1] };
}

import { LATEST, SkeinError, requireAccess, toSkeinError } from '@skein/contracts';
import type { ErrorCode, ExecutionRecord, Invocation, Outcome, ResolvedFunction } from '@skein/contracts';
import type { Clock, FunctionReader, Invoker } from '@skein/ports';
import type { EngineEvent, InvokeCommand } from '@skein/workflow-engine';

export interface TaskInvokerOptions {
  readonly functions: FunctionReader;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** A function is active some milliseconds after it was created; a task that comes earlier waits so long, in ms. */
const ACTIVATION_WAIT_MS = 10_000;
const ACTIVATION_POLL_MS = 10;

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
      const target = await this.#resolve(execution, command);
      return command.kind === 'dry-run' ? succeeded(command, '', target) : await this.#run(execution, command, target);
    } catch (thrown) {
      const error = toSkeinError(thrown);
      return failed(command, ERROR_NAMES[error.code] ?? 'Lambda.SdkClientException', error.message);
    }
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

function succeeded(
  { taskId }: InvokeCommand,
  payload: string,
  target: ResolvedFunction,
): EngineEvent & { readonly type: 'task-succeeded' } {
  return { type: 'task-succeeded', taskId, payload: payload === '' ? 'null' : payload, executedVersion: target.version };
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

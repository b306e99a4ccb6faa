import type { Connection } from './connection.ts';
import { pathOf } from './functions.ts';

export interface InvokeOptions {
  /** Ask for the last 4 KB of the log. */
  readonly withLog?: boolean;
  /** Only check whether the call would be accepted. */
  readonly dryRun?: boolean;
  /** Queue the call and do not wait for it; the answer then has no body. */
  readonly event?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface InvokeAnswer {
  readonly invocationId: string;
  readonly status: number;
  /** The function's own failure, such as `Unhandled`; undefined when it returned a result. */
  readonly functionError: string | undefined;
  /** JSON text: the result, or the error document. */
  readonly body: Buffer;
  readonly log: string | undefined;
}

/** Invokes a function and waits for its answer. A function's own failure is an answer, not an exception. */
export async function invoke(connection: Connection, name: string, payload: Buffer, options: InvokeOptions = {}): Promise<InvokeAnswer> {
  const { withLog = false, dryRun = false, event = false, signal } = options;
  const type = event ? 'Event' : 'RequestResponse';
  const headers = {
    'x-amz-invocation-type': dryRun ? 'DryRun' : type,
    ...(withLog ? { 'x-amz-log-type': 'Tail' } : {}),
  };
  const answer = await connection.call('POST', `${pathOf(name)}/invocations`, { body: payload, headers, signal });
  const log = answer.headers.get('x-amz-log-result');
  return {
    invocationId: answer.headers.get('x-amzn-requestid') ?? '',
    status: answer.status,
    functionError: answer.headers.get('x-amz-function-error') ?? undefined,
    body: answer.body,
    log: log === null ? undefined : Buffer.from(log, 'base64').toString(),
  };
}

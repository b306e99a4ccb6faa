import { INVOKE_BODY_MAX_BYTES, LATEST, SkeinError, accessDenied, mayTouch, requireAccess } from '@skein/contracts';
import type { Invocation, InvocationKind, Outcome, Principal, ResolvedFunction } from '@skein/contracts';
import type { ResponseSink } from '@skein/ports';
import type { BaseContext } from '../context.ts';

/** Longest time a call waits for a function that was created or updated a moment ago, in ms. */
const ACTIVATION_WAIT_MS = 10_000;
const ACTIVATION_POLL_MS = 10;

/** What is to be invoked, and who wants it. */
export interface InvokeTarget {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly principal: Principal;
}

export interface InvokeRequest extends InvokeTarget {
  /** Becomes the request id of the answer and of the log. */
  readonly id: string;
  readonly kind: InvocationKind;
  readonly body: Buffer;
  readonly clientContext: string | undefined;
  readonly traceId: string | undefined;
  /** How many functions called each other to come here; none when it is not given. */
  readonly callDepth?: number | undefined;
}

const EMPTY_EVENT = Buffer.from('{}');

/** The event of a request with this body: without one it is an empty object, as on Lambda. */
export function eventOf(body: Buffer): Buffer {
  return body.length === 0 ? EMPTY_EVENT : body;
}

/**
 * Runs a function once. The answer goes to the sink, what it cost and how it ended come back.
 * Rejects with `function_not_found`, `function_not_ready`, `request_too_large`, `too_many_requests`, `no_capacity`, `sandbox_failed`,
 * `access_denied`.
 */
export function invokeFunction(context: BaseContext, request: InvokeRequest, response: ResponseSink): Promise<Outcome> {
  if (!mayTouch(request.principal, request.functionName)) return Promise.reject(accessDenied(request.principal, request.functionName));
  const target = context.resolver.peek(request.functionName, request.qualifier);
  if (target === undefined) return resolveAndRun(context, request, response);
  return run(context, request, target, response);
}

/** Checks all that an invocation would check, and runs nothing. */
export async function dryRunFunction(context: BaseContext, request: InvokeTarget): Promise<ResolvedFunction> {
  const { principal, functionName, qualifier } = request;
  requireAccess(principal, functionName);
  return await whenActive(context, functionName, qualifier);
}

async function resolveAndRun(context: BaseContext, request: InvokeRequest, response: ResponseSink): Promise<Outcome> {
  const target = await whenActive(context, request.functionName, request.qualifier);
  return await run(context, request, target, response);
}

function run(context: BaseContext, request: InvokeRequest, target: ResolvedFunction, response: ResponseSink): Promise<Outcome> {
  if (request.body.length > INVOKE_BODY_MAX_BYTES) {
    return Promise.reject(new SkeinError('request_too_large', { limitBytes: INVOKE_BODY_MAX_BYTES }));
  }
  const invocation: Invocation = {
    id: request.id,
    target,
    qualifier: request.qualifier,
    kind: request.kind,
    body: request.body,
    clientContext: request.clientContext,
    traceId: request.traceId,
    principal: request.principal,
    callDepth: request.callDepth,
    receivedAtMs: context.clock.nowMs(),
  };
  return context.invoker.invoke(invocation, { response });
}

/** A function is active some milliseconds after it was created; a call that comes earlier waits for that instead of failing. */
async function whenActive(context: BaseContext, functionName: string, qualifier = LATEST): Promise<ResolvedFunction> {
  const giveUpAtMs = context.clock.monotonicMs() + ACTIVATION_WAIT_MS;
  for (;;) {
    const found = await context.resolver.resolve(functionName, qualifier);
    const { state } = found.revision;
    if (state === 'Active') return found;
    if (state === 'Failed' || context.clock.monotonicMs() > giveUpAtMs) {
      throw new SkeinError('function_not_ready', { functionName, state });
    }
    await new Promise<void>((resolve) => context.clock.after(ACTIVATION_POLL_MS, resolve));
  }
}

import { CALLS_TAG, FUNCTION_CALL_DEPTH_MAX, SkeinError, mayTouch, toSkeinError } from '@skein/contracts';
import type { FunctionCall, FunctionCallAnswer, Invocation, Principal } from '@skein/contracts';
import type { BaseContext } from '../context.ts';
import { callablePatterns } from './callable-functions.ts';
import { invokeFunction } from './invoke-function.ts';

/** Runs a function for another one that is running, as that one's own principal. Never rejects: what went wrong is the answer. */
export async function callFunction(context: BaseContext, caller: Invocation, call: FunctionCall): Promise<FunctionCallAnswer> {
  try {
    return await run(context, caller, call);
  } catch (thrown) {
    const error = toSkeinError(thrown);
    if (error.code === 'internal') context.logger.error({ error }, 'a call from a function could not be run');
    return { kind: 'refused', payload: Buffer.from(JSON.stringify({ errorType: error.code, errorMessage: error.message })) };
  }
}

async function run(context: BaseContext, caller: Invocation, call: FunctionCall): Promise<FunctionCallAnswer> {
  const callDepth = (caller.callDepth ?? 0) + 1;
  if (callDepth > FUNCTION_CALL_DEPTH_MAX) throw new SkeinError('calls_too_deep', { limit: FUNCTION_CALL_DEPTH_MAX });
  const { functionName } = caller.target.revision;
  const principal = await principalOf(context, functionName);
  if (!mayTouch(principal, call.functionName))
    throw new SkeinError('call_not_allowed', { functionName, calledName: call.functionName, tag: CALLS_TAG });
  const chunks: Buffer[] = [];
  const request = {
    id: context.newId(),
    functionName: call.functionName,
    qualifier: call.qualifier,
    kind: 'request',
    body: call.body,
    clientContext: undefined,
    traceId: caller.traceId,
    principal,
    callDepth,
  } as const;
  const outcome = await invokeFunction(context, request, { write: (chunk) => void chunks.push(chunk) });
  return { kind: outcome.status === 'SUCCEEDED' ? 'result' : 'error', payload: Buffer.concat(chunks) };
}

/** Read anew for each call: who takes a name off the tag takes it off at once. */
async function principalOf(context: BaseContext, functionName: string): Promise<Principal> {
  const record = await context.functions.getFunction(context.scope, functionName);
  return { id: `function:${functionName}`, kind: 'function', role: 'invoker', functions: callablePatterns(record?.tags ?? {}) };
}

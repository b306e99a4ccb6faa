import type { Outcome, QueuedEvent } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import type { ResponseSink } from '@skein/ports';
import { invokeFunction } from '../functions/invoke-function.ts';

/** Runs a queued event once, on the revision that its name and qualifier stand for now. */
export function runEvent(context: AppContext, event: QueuedEvent, response: ResponseSink): Promise<Outcome> {
  const { id, functionName, qualifier, body, clientContext, traceId, principal, callDepth } = event;
  const request = { id, functionName, qualifier, kind: 'event', body, clientContext, traceId, principal, callDepth } as const;
  return invokeFunction(context, request, response);
}

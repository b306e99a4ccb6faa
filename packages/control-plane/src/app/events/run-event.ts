import type { Outcome, QueuedEvent } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { invokeFunction } from '../functions/invoke-function.ts';

/** Runs a queued event once, on the revision that its name and qualifier stand for now. Nobody waits for its answer. */
export function runEvent(context: AppContext, event: QueuedEvent): Promise<Outcome> {
  const { id, functionName, qualifier, body, clientContext, traceId, principal } = event;
  const request = { id, functionName, qualifier, kind: 'event', body, clientContext, traceId, principal } as const;
  return invokeFunction(context, request, { write: () => {} });
}

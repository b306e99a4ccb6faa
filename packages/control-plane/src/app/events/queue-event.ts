import { EVENT_BODY_MAX_BYTES, SkeinError, parseJsonBytes, startEvent } from '@skein/contracts';
import type { QueuedEvent } from '@skein/contracts';
import type { BaseContext } from '../context.ts';
import { dryRunFunction } from '../functions/invoke-function.ts';
import type { InvokeRequest } from '../functions/invoke-function.ts';
import { recordWithoutRun } from './record-without-run.ts';

/**
 * Accepts an event: it is durable when this resolves, and will run at least once. Rejects with `request_too_large`,
 * `invalid_request_content`, `function_not_found`, `function_not_ready`, `storage_failed`, `access_denied`.
 */
export async function queueEvent(context: BaseContext, request: InvokeRequest): Promise<QueuedEvent> {
  const sizeBytes = request.body.length;
  if (sizeBytes > EVENT_BODY_MAX_BYTES)
    throw new SkeinError('request_too_large', { limitBytes: EVENT_BODY_MAX_BYTES, sizeBytes, invocationType: 'Event' });
  // The body is stored before it reaches a runtime, which would be too late to refuse it.
  parseJsonBytes(request.body);
  const { version, revision } = await dryRunFunction(context, request);
  const event: QueuedEvent = {
    ...context.scope,
    id: request.id,
    kind: 'event',
    functionName: request.functionName,
    qualifier: request.qualifier,
    body: request.body,
    clientContext: request.clientContext,
    traceId: request.traceId,
    principal: request.principal,
    ...startEvent(context.clock.nowMs()),
  };
  await context.events.append(event);
  context.recorder.record(recordWithoutRun(event, event.acceptedAtMs, { version, revisionId: revision.id }));
  context.eventHost.wake();
  return event;
}

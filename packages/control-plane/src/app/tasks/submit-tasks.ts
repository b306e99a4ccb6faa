import { startEvent } from '@skein/contracts';
import type { Principal, QueuedEvent } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { checkPayload } from './check-payload.ts';
import { findTaskFunction } from './task-function.ts';

export interface SubmittedTask {
  /** The same id stands for the same task, however often it is sent. */
  readonly id?: string | undefined;
  readonly functionId: string;
  /** The pickled `(args, kwargs)`, in Base64. */
  readonly payload: string;
}

/**
 * Accepts tasks, all of them or none: they are durable when this resolves, with one flush for all. Their ids, in the same order.
 * Rejects with `function_not_found`, `invalid_payload`, `request_too_large`, `storage_failed`, `access_denied`.
 */
export async function submitTasks(context: AppContext, principal: Principal, tasks: readonly SubmittedTask[]): Promise<readonly string[]> {
  const events: QueuedEvent[] = [];
  for (const task of tasks) events.push(await toEvent(context, principal, task));
  await Promise.all(events.map((event) => context.events.append(event)));
  context.tasks.host.wake();
  return events.map(({ id }) => id);
}

async function toEvent(context: AppContext, principal: Principal, { id, functionId, payload }: SubmittedTask): Promise<QueuedEvent> {
  const text = checkPayload(payload);
  const { functionName } = await findTaskFunction(context, principal, functionId);
  return {
    ...context.scope,
    id: id ?? context.newId(),
    kind: 'task',
    functionName,
    qualifier: undefined,
    body: Buffer.from(`"${text}"`, 'latin1'),
    clientContext: undefined,
    traceId: undefined,
    // That it may use this function was decided by the name it was registered under, which the queue does not know.
    principal: { ...principal, functions: [...principal.functions, functionName] },
    ...startEvent(context.clock.nowMs()),
  };
}

import type { V1Routes } from '@skein/contracts';
import type { z } from 'zod';
import type { Task } from '../../../app/tasks/get-task.ts';

/** A task as `/v1` shows it. */
export function renderTask({ id, functionId, status, acceptedAtMs, result }: Task): z.input<V1Routes['getTask']['answer']['json']> {
  return {
    id,
    functionId,
    status,
    result: result?.result ?? null,
    traceback: result?.traceback ?? null,
    acceptedAtMs,
    finishedAtMs: result?.finishedAtMs ?? null,
  };
}

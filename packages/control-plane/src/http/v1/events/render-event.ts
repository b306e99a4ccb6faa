import type { EventSummary, V1Routes } from '@skein/contracts';
import type { z } from 'zod';

/** An event as `/v1` shows it. */
export function renderEvent(event: EventSummary): z.input<V1Routes['getEvent']['answer']['json']> {
  const { id, functionName, qualifier, status, attempts, refusals, acceptedAtMs, dueAtMs, error, settledAtMs, principal } = event;
  return {
    id,
    functionName,
    status,
    attempts,
    refusals,
    acceptedAtMs,
    dueAtMs,
    qualifier: qualifier ?? null,
    error: error ?? null,
    settledAtMs: settledAtMs ?? null,
    principalId: principal.id,
  };
}

import type { TaskResult } from '@skein/contracts';
import type { TaskResultRow } from '../database/tables.ts';
import { readPrincipal } from '../events/event-rows.ts';

export function toTaskResultRow(result: TaskResult): TaskResultRow {
  return {
    id: result.id,
    account: result.account,
    region: result.region,
    function_name: result.functionName,
    principal: JSON.stringify(result.principal),
    status: result.status,
    result: result.result,
    traceback: result.traceback ?? null,
    accepted_at_ms: result.acceptedAtMs,
    finished_at_ms: result.finishedAtMs,
  };
}

export function toTaskResult(row: TaskResultRow): TaskResult {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    functionName: row.function_name,
    principal: readPrincipal(row.principal),
    status: row.status,
    result: row.result,
    traceback: row.traceback ?? undefined,
    acceptedAtMs: row.accepted_at_ms,
    finishedAtMs: row.finished_at_ms,
  };
}

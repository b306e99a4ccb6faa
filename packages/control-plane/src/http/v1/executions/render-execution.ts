import { executionArn } from '@skein/contracts';
import type { ExecutionRecord, V1Routes } from '@skein/contracts';
import type { z } from 'zod';

/** An execution as `/v1` shows it. */
export function renderExecution(execution: ExecutionRecord): z.input<V1Routes['getExecution']['answer']['json']> {
  const { name, workflowName, status, input, output, error, cause, revisionId, startedAtMs, stoppedAtMs } = execution;
  return {
    name,
    workflow: workflowName,
    arn: executionArn(execution, workflowName, name),
    status,
    input,
    revisionId,
    startedAtMs,
    output: output ?? null,
    error: error ?? null,
    cause: cause ?? null,
    stoppedAtMs: stoppedAtMs ?? null,
  };
}

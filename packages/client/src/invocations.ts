import type { InvocationRecord } from '@skein/contracts';
import type { Connection } from './connection.ts';

export interface InvocationFilter {
  readonly functionName?: string;
  /** At most so many, the newest. */
  readonly limit?: number;
}

/** An invocation as the server shows it: `log` is the whole text with START, END and REPORT lines. */
export type InvocationShown = Omit<InvocationRecord, 'logDroppedBytes' | 'notices'>;

/** Invocations, newest first. */
export async function listInvocations(
  connection: Connection,
  { functionName, limit }: InvocationFilter,
): Promise<readonly InvocationShown[]> {
  const query = new URLSearchParams();
  if (functionName !== undefined) query.set('function', functionName);
  if (limit !== undefined) query.set('limit', String(limit));
  const { invocations } = await connection.callJson<{ invocations: InvocationShown[] }>('GET', `/v1/invocations?${query.toString()}`);
  return invocations;
}

/** One invocation. Throws `refused` when its id is not known. */
export async function getInvocation(connection: Connection, invocationId: string): Promise<InvocationShown> {
  return await connection.callJson('GET', `/v1/invocations/${encodeURIComponent(invocationId)}`);
}

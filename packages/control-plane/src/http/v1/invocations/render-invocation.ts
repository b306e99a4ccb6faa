import { renderLog } from '@skein/contracts';
import type { InvocationRecord, V1Routes } from '@skein/contracts';
import type { z } from 'zod';

/** A record with its log as text. */
export function renderInvocation(record: InvocationRecord): z.input<V1Routes['getInvocation']['answer']['json']> {
  const { log: _log, logDroppedBytes: _dropped, notices: _notices, ...shown } = record;
  return { ...shown, log: renderLog(record) };
}

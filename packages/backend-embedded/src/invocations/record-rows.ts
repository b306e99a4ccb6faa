import type { InvocationRecord } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { RecordRow } from '../database/tables.ts';

/** The whole record is one column of JSON; the others are there to be searched. */
export function toRecordRow(record: InvocationRecord): RecordRow {
  return {
    id: record.id,
    account: record.account,
    region: record.region,
    function_name: record.functionName,
    status: record.status,
    received_at_ms: record.receivedAtMs,
    record: JSON.stringify(record),
  };
}

/** JSON has no `undefined`: what was undefined is missing in the text. */
export function fromRecordRow(row: Pick<RecordRow, 'record'>): InvocationRecord {
  const record = parseStored<InvocationRecord>(row.record);
  const { usage } = record;
  return { ...record, error: record.error, usage: usage && { ...usage, initMs: usage.initMs, cold: usage.cold } };
}

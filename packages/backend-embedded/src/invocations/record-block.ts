import type { InvocationRecord } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { RecordBlockRow } from '../database/tables.ts';
import { packRecords, unpackRecords } from './packed-records.ts';
import type { PackedRecords } from './packed-records.ts';

/** Packs records, at least one, into the row that holds them. It runs in the thread that serves, so it looks at each record once. */
export function toRecordBlock(records: readonly InvocationRecord[]): RecordBlockRow {
  const labels = new Set<string>();
  let [leastId, greatestId] = [records[0]?.id ?? '', ''];
  let [first, last] = [Infinity, -Infinity];
  for (const { id, receivedAtMs, functionName, status } of records) {
    if (id < leastId) leastId = id;
    if (id > greatestId) greatestId = id;
    if (receivedAtMs < first) first = receivedAtMs;
    if (receivedAtMs > last) last = receivedAtMs;
    labels.add(functionName).add(status);
  }
  return {
    record_count: records.length,
    least_id: leastId,
    greatest_id: greatestId,
    first_received_at_ms: first,
    last_received_at_ms: last,
    labels: `\n${[...labels].join('\n')}\n`,
    records: JSON.stringify(packRecords(records)),
  };
}

/** How a label stands in a block's labels. */
export function asLabel(label: string): string {
  return `\n${label}\n`;
}

/** Also reads blocks of releases that stored an array of whole records. */
export function fromRecordBlock(row: Pick<RecordBlockRow, 'records'>): readonly InvocationRecord[] {
  const stored = parseStored<PackedRecords | readonly InvocationRecord[]>(row.records);
  return 'examples' in stored ? unpackRecords(stored) : stored.map(withUndefined);
}

/** JSON has no `undefined`: what was undefined is missing in the text. */
function withUndefined(record: InvocationRecord): InvocationRecord {
  const { usage } = record;
  return { ...record, error: record.error, usage: usage && { ...usage, initMs: usage.initMs, cold: usage.cold } };
}

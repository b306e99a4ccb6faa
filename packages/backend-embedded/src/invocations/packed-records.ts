import type { InvocationRecord, Usage } from '@skein/contracts';

/** Which of the examples a record is like; id, received after the first, ms until it was finished, log; and if it ran: duration, billed, memory, sandbox. */
type PackedRecord =
  | readonly [number, string, number, number, string]
  | readonly [number, string, number, number, string, number, number, number, string];

/** Records without their repetitions: less than a quarter of their JSON text, made in less than half of the time. */
export interface PackedRecords {
  /** The first record of each kind. */
  readonly examples: readonly InvocationRecord[];
  /** Small numbers are much quicker to write than times since the epoch, so times are counted from this one, in ms since the epoch. */
  readonly firstReceivedAtMs: number;
  readonly records: readonly PackedRecord[];
}

/** Examples that a record is compared with, newest first: looking further would take longer than it saves. */
const LOOK_BACK = 8;

export function packRecords(records: readonly InvocationRecord[]): PackedRecords {
  const firstReceivedAtMs = records[0]?.receivedAtMs ?? 0;
  const examples: InvocationRecord[] = [];
  const packed: PackedRecord[] = [];
  for (const record of records) {
    let example = findAlike(examples, record);
    if (example < 0) example = examples.push({ ...record, log: '' }) - 1;
    packed.push(pack(record, example, firstReceivedAtMs));
  }
  return { examples, firstReceivedAtMs, records: packed };
}

export function unpackRecords({ examples, firstReceivedAtMs, records }: PackedRecords): readonly InvocationRecord[] {
  return records.flatMap((packed) => {
    const example = examples[packed[0]];
    return example === undefined ? [] : [unpack(packed, example, firstReceivedAtMs)];
  });
}

function pack({ id, receivedAtMs, finishedAtMs, log, usage }: InvocationRecord, example: number, firstMs: number): PackedRecord {
  const receivedMs = receivedAtMs - firstMs;
  const tookMs = finishedAtMs - receivedAtMs;
  if (usage === undefined) return [example, id, receivedMs, tookMs, log];
  return [example, id, receivedMs, tookMs, log, usage.durationMs, usage.billedMs, usage.maxMemoryMb, usage.sandboxId];
}

/** JSON has no `undefined`: what was undefined is missing in the example's text. */
function unpack(packed: PackedRecord, example: InvocationRecord, firstMs: number): InvocationRecord {
  const [, id, receivedMs, tookMs, log] = packed;
  const receivedAtMs = firstMs + receivedMs;
  const record = { ...example, id, error: example.error, receivedAtMs, finishedAtMs: receivedAtMs + tookMs, log };
  const { usage } = example;
  if (usage === undefined || packed.length === 5) return { ...record, usage: undefined };
  const [, , , , , durationMs, billedMs, maxMemoryMb, sandboxId] = packed;
  return { ...record, usage: { ...usage, initMs: usage.initMs, cold: usage.cold, durationMs, billedMs, maxMemoryMb, sandboxId } };
}

function findAlike(examples: readonly InvocationRecord[], record: InvocationRecord): number {
  const last = examples.length - 1;
  for (let index = last; index >= 0 && index > last - LOOK_BACK; index -= 1) {
    const example = examples[index];
    if (example !== undefined && areAlike(example, record)) return index;
  }
  return -1;
}

/** Whether all is the same but what a packed record says itself. A list of keys would be shorter to read, and take three times as long. */
function areAlike(left: InvocationRecord, right: InvocationRecord): boolean {
  return (
    left.revisionId === right.revisionId &&
    left.kind === right.kind &&
    left.status === right.status &&
    left.error === right.error &&
    left.notices === right.notices &&
    left.principalId === right.principalId &&
    left.version === right.version &&
    left.functionName === right.functionName &&
    left.logDroppedBytes === right.logDroppedBytes &&
    left.account === right.account &&
    left.region === right.region &&
    haveAlikeUsage(left.usage, right.usage)
  );
}

function haveAlikeUsage(left: Usage | undefined, right: Usage | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.cold === right.cold &&
    left.initMs === right.initMs &&
    left.memoryMb === right.memoryMb &&
    left.prewarmed === right.prewarmed &&
    left.driver === right.driver
  );
}

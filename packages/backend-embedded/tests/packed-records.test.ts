import type { InvocationRecord, Usage } from '@skein/contracts';
import { sampleRecord } from '@skein/ports/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromRecordBlock, toRecordBlock } from '../src/invocations/record-block.ts';

const integer = fc.nat(2_000);
const word = fc.constantFrom('a', 'b', 'a"\n', 'é');
const NOTICES = [[], ['a notice'], ['a notice', 'another']];

/** Every field of a record varies, so that one that the packing takes to be alike and is not is found; the types name all of them. */
const usage: fc.Arbitrary<Usage> = fc.record({
  durationMs: fc.double({ min: 0, max: 900_000, noNaN: true }),
  billedMs: integer,
  initMs: fc.option(integer, { nil: undefined }),
  memoryMb: fc.constantFrom(128, 256),
  maxMemoryMb: integer,
  cold: fc.constantFrom(undefined, undefined, 'first' as const, 'scale-out' as const),
  prewarmed: fc.boolean(),
  sandboxId: word,
  driver: word,
} satisfies Record<keyof Usage, unknown>);

const record: fc.Arbitrary<InvocationRecord> = fc.record({
  id: fc.uuid(),
  account: word,
  region: word,
  functionName: word,
  version: word,
  revisionId: word,
  kind: fc.constantFrom('request' as const, 'event' as const),
  status: fc.constantFrom('SUCCEEDED' as const, 'FAILED' as const, 'QUEUED' as const),
  error: fc.constantFrom(undefined, undefined, 'timeout' as const),
  principalId: word,
  receivedAtMs: integer.map((ms) => 1_795_000_000_000 + ms),
  finishedAtMs: integer.map((ms) => 1_795_000_000_000 + ms),
  usage: fc.option(usage, { nil: undefined, freq: 4 }),
  log: word,
  logDroppedBytes: fc.nat(1),
  notices: fc.constantFrom(...NOTICES),
} satisfies Record<keyof InvocationRecord, unknown>);

/** A few records again and again, as one function's are, each with its own id. */
const records = fc
  .tuple(
    fc.array(record, { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(11), fc.uuid(), word), { minLength: 1, maxLength: 40 }),
  )
  .map(([kinds, picks]) => picks.map(([pick, id, log]) => ({ ...(kinds[pick % kinds.length] ?? sampleRecord(0)), id, log })));

test('any records come out of a block as they went in', () => {
  fc.assert(
    fc.property(records, (stored) => {
      expect(fromRecordBlock(toRecordBlock(stored))).toEqual(stored);
    }),
    { numRuns: 500 },
  );
});

test('blocks of releases that stored whole records are read', () => {
  fc.assert(
    fc.property(records, (stored) => {
      expect(fromRecordBlock({ records: JSON.stringify(stored) })).toEqual(stored);
    }),
  );
});

test('records that differ only in when and where they ran take little room', () => {
  const alike = Array.from({ length: 100 }, (_, index) => sampleRecord(index, { revisionId: 'r', log: '', notices: NOTICES[1] ?? [] }));
  expect(toRecordBlock(alike).records.length).toBeLessThan(JSON.stringify(alike).length / 3);
});

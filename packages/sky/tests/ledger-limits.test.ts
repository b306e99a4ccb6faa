import { DEFAULT_SCOPE, SKY_REPORT_WAIT_MS } from '@skein/contracts';
import type { LedgerBill, LedgerEntry } from '@skein/contracts';
import type { SkyStore } from '@skein/ports';
import { HeldClock } from '@skein/ports/conformance';
import { expect, test } from 'vitest';
import type { BrokerArm } from '../src/broker/broker-arm.ts';
import type { PlacedFunction } from '../src/broker/placed-function.ts';
import { Ledger } from '../src/ledger/ledger.ts';

const BILL: LedgerBill = {
  priceBookVersion: '2026-11-20',
  planId: 'own',
  source: 'estimated',
  pending: true,
  durationMs: 1,
  initMs: 0,
  billedMs: 1,
  memoryMb: 128,
  egressBytes: 0,
  cost: '1',
  raw: '',
};

test("SKY_REPORT_WAIT_MS: a provider's report is waited for up to the limit; past it the estimate stays on the bill", async () => {
  const clock = new HeldClock();
  const stored: LedgerEntry[] = [];
  const store = { putLedger: async (entries) => void stored.push(...entries) } as Partial<SkyStore> as SkyStore;
  const ledger = new Ledger({ store, priceBookVersion: BILL.priceBookVersion, clock, onFailure: () => {} });
  let missed = 0;
  const placed = {
    policy: { miss: () => (missed += 1), state: {} },
    placement: { ...DEFAULT_SCOPE, functionName: 'f' },
  } as unknown as PlacedFunction;
  const arm = { facts: { id: 'arm' }, collect: async () => new Map() } as unknown as BrokerArm;
  const call = { id: 'call', invocationId: 'call', functionName: 'f', provider: 'p', payloadBytes: 1, reason: 'cheapest', requestId: 'r' };
  ledger.resume(placed, arm, { ...DEFAULT_SCOPE, ...call, sentAtMs: clock.nowMs(), status: 'succeeded', bill: BILL });
  clock.advance(SKY_REPORT_WAIT_MS);
  await ledger.collect();
  expect([stored, missed]).toEqual([[], 0]);
  clock.advance(1);
  await ledger.collect();
  expect([stored, missed]).toMatchObject([[{ id: 'call', bill: { pending: false, cost: '1' } }], 1]);
  await ledger.close();
});

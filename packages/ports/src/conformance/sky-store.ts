import { DEFAULT_SCOPE } from '@skein/contracts';
import type { LedgerBill, LedgerEntry, Placement, StoredPlacement } from '@skein/contracts';
import type { SkyStore } from '../sky.ts';
import { OTHER_SCOPES } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

type Open = OpenStore<{ readonly sky: SkyStore }>;

const BILL: LedgerBill = {
  priceBookVersion: '2026-11-20',
  planId: 'own',
  source: 'exact',
  pending: false,
  durationMs: 12.5,
  initMs: 0,
  billedMs: 13,
  memoryMb: 128,
  egressBytes: 7,
  cost: '123456789012345678901234567890123456789012345678',
  raw: 'a line with "quotes" and \ttabs',
};

function placement(functionName: string, changes: Partial<Placement> = {}): StoredPlacement {
  const deployment = {
    provider: 'simulated-aws',
    reference: 'ref',
    functionName,
    memoryMb: 128,
    timeoutSeconds: 3,
    architecture: 'arm64',
  } as const;
  const policy = 'contextual';
  const document = {
    ...DEFAULT_SCOPE,
    functionName,
    revisionId: 'r1',
    policy,
    idempotent: true,
    deployments: [deployment],
    placedAtMs: 5,
  } as const;
  return { placement: { ...document, ...changes }, policyState: { arms: { 'a "b"': 1 } } };
}

function entry(id: string, sentAtMs: number, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const provider = 'simulated-aws';
  return {
    ...DEFAULT_SCOPE,
    id,
    invocationId: `call-${id}`,
    functionName: 'a',
    provider,
    sentAtMs,
    payloadBytes: 2,
    reason: 'explore',
    status: 'succeeded',
    bill: BILL,
    ...changes,
  };
}

/** What every store of placements and bills must do. Each test opens one of its own. */
export function skyStoreConformance(tools: TestTools, open: Open): void {
  tools.describe('a store of placements and the ledger', () => {
    placements(tools, open);
    ledger(tools, open);
  });
}

function placements({ it, expect }: TestTools, open: Open): void {
  it('gives back placements and what was learnt, in order of name; a later one takes the place of an earlier', async () => {
    await using store = await open();
    await store.sky.putPlacement(placement('b'));
    await store.sky.putPlacement(placement('a'));
    await store.sky.putPlacement(placement('b', { policy: 'cheapest-average', deployments: [] }));
    expect(await store.sky.listPlacements(DEFAULT_SCOPE)).toEqual([
      placement('a'),
      placement('b', { policy: 'cheapest-average', deployments: [] }),
    ]);
    await store.sky.removePlacement(DEFAULT_SCOPE, 'a');
    await store.sky.removePlacement(DEFAULT_SCOPE, 'a');
    expect((await store.sky.listPlacements(DEFAULT_SCOPE)).length).toBe(1);
  });

  it('keeps accounts and regions apart', async () => {
    await using store = await open();
    for (const scope of OTHER_SCOPES) {
      await store.sky.putPlacement(placement('a', scope));
      await store.sky.putLedger([entry(`1-${scope.account}-${scope.region}`, 1, scope)]);
    }
    expect(await store.sky.listPlacements(DEFAULT_SCOPE)).toEqual([]);
    expect(await store.sky.listLedger(DEFAULT_SCOPE, { limit: 9 })).toEqual([]);
  });
}

function ledger({ it, expect }: TestTools, open: Open): void {
  it('gives back entries unchanged, newest first, of a function, of an invocation', async () => {
    await using store = await open();
    const entries = [entry('1', 10), entry('2', 30, { functionName: 'it\'s "b"' }), entry('3', 20, { invocationId: 'call-1' })];
    await store.sky.putLedger(entries);
    const [first, second, third] = entries;
    expect(await store.sky.listLedger(DEFAULT_SCOPE, { limit: 9 })).toEqual([second, third, first]);
    expect(await store.sky.listLedger(DEFAULT_SCOPE, { limit: 1 })).toEqual([second]);
    expect(await store.sky.listLedger(DEFAULT_SCOPE, { functionName: 'it\'s "b"', limit: 9 })).toEqual([second]);
    expect(await store.sky.listLedger(DEFAULT_SCOPE, { invocationId: 'call-1', limit: 9 })).toEqual([third, first]);
  });

  it('an entry that is stored again takes the place of the old one; those that wait can be found', async () => {
    await using store = await open();
    const { bill: _bill, ...open_ } = entry('1', 10, { status: 'open' });
    await store.sky.putLedger([open_, entry('2', 20, { bill: { ...BILL, pending: true } }), entry('3', 30)]);
    const waiting = async (): Promise<readonly string[]> =>
      (await store.sky.listLedger(DEFAULT_SCOPE, { unsettled: true, limit: 9 })).map(({ id }) => id);
    expect(await waiting()).toEqual(['2', '1']);
    await store.sky.putLedger([entry('1', 10)]);
    await store.sky.putLedger([entry('2', 20)]);
    expect(await waiting()).toEqual([]);
    expect((await store.sky.listLedger(DEFAULT_SCOPE, { limit: 9 })).length).toBe(3);
  });

  it('stores what was learnt with the entries, but brings no placement back', async () => {
    await using store = await open();
    await store.sky.putPlacement(placement('a'));
    await store.sky.putLedger([entry('1', 1)], { ...DEFAULT_SCOPE, functionName: 'a', policyState: { calls: 2 } });
    await store.sky.putLedger([entry('2', 2)], { ...DEFAULT_SCOPE, functionName: 'gone', policyState: { calls: 3 } });
    expect(await store.sky.listPlacements(DEFAULT_SCOPE)).toEqual([{ ...placement('a'), policyState: { calls: 2 } }]);
  });
}

import { DEFAULT_SCOPE, SKY_LEDGER_KEPT } from '@skein/contracts';
import type { LedgerEntry } from '@skein/contracts';
import { expect, it } from 'vitest';
import { openTestBackend } from './support/test-backend.ts';

const BATCH = 1_000;

it(
  'SKY_LEDGER_KEPT: entries of calls elsewhere are kept up to the limit; past it the oldest are dropped',
  { timeout: 120_000 },
  async () => {
    await using backend = await openTestBackend();
    const entries = (from: number): readonly LedgerEntry[] =>
      Array.from({ length: BATCH }, (_, index) => ({
        ...DEFAULT_SCOPE,
        id: String(from + index),
        invocationId: String(from + index),
        functionName: 'f',
        provider: 'p',
        sentAtMs: from + index,
        payloadBytes: 1,
        reason: 'cheapest',
        status: 'succeeded',
      }));
    const count = async () => (await backend.sky.listLedger(DEFAULT_SCOPE, { limit: SKY_LEDGER_KEPT + BATCH })).length;
    for (let from = 0; from < SKY_LEDGER_KEPT; from += BATCH) await backend.sky.putLedger(entries(from));
    expect(await count()).toBe(SKY_LEDGER_KEPT);
    await backend.sky.putLedger(entries(SKY_LEDGER_KEPT));
    expect(await count()).toBe(SKY_LEDGER_KEPT);
    const oldest = (await backend.sky.listLedger(DEFAULT_SCOPE, { limit: SKY_LEDGER_KEPT })).at(-1);
    expect(oldest?.sentAtMs).toBe(BATCH);
  },
);

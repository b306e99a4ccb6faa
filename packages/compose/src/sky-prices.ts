import { findPlan, formatDollars, isStale, loadPriceBook, makeBill } from '@skein/sky';
import { readSettings } from './settings.ts';
import type { Environment } from './variables.ts';

/** The shape of a call whose cost is asked for. */
export interface CallShape {
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly egressBytes: number;
}

/** One way to pay, and what a million calls of a shape cost with it. */
export interface PlanShown {
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly billedMs: number;
  readonly billedMemoryMb: number;
  /** Dollars with four decimals: list price of warm calls, without free quota. */
  readonly dollarsPerMillion: string;
  readonly sources: readonly { readonly text: string; readonly date: string }[];
  /** True when its prices were looked up too long ago. */
  readonly stale: boolean;
}

export interface PricesShown {
  readonly version: string;
  readonly plans: readonly PlanShown[];
}

const MILLION = 1_000_000n;

/** What a million calls cost with the named plans, or with every one. Rejects with `invalid_price_book` and `price_plan_not_found`. */
export async function showPrices(
  environment: Environment,
  shape: CallShape,
  nowMs: number,
  planIds: readonly string[] = [],
): Promise<PricesShown> {
  const book = await loadPriceBook(readSettings(environment).pricesPath);
  const usage = { ...shape, initMs: 0, usedMemoryMb: undefined };
  const chosen = planIds.length === 0 ? book.plans : planIds.map((planId) => findPlan(book, planId));
  const plans = chosen.map((plan) => {
    const { billedMs, billedMemoryMb, total } = makeBill(book.version, plan, usage, 'estimated');
    const { id, provider, title, sources } = plan;
    const dollarsPerMillion = formatDollars(total * MILLION, 4);
    return { id, provider, title, billedMs, billedMemoryMb, dollarsPerMillion, sources, stale: isStale(sources, nowMs) };
  });
  return { version: book.version, plans };
}

import type { LedgerEntry } from '@skein/contracts';
import { addToMonth, findPlan, makeBill } from '../prices/bill.ts';
import type { MonthToDate } from '../prices/bill.ts';
import { formatDollars } from '../prices/money.ts';
import type { PriceBook } from '../prices/price-book.ts';

/** What calls cost at one provider, of those that were looked at. */
export interface LedgerTotal {
  readonly provider: string;
  readonly calls: number;
  readonly billedMs: number;
  /** US dollars by list price, as the bills say. */
  readonly listDollars: string;
  /** US dollars with the month's free quota and tiers, as if nothing else ran there; undefined when the book has no such plan any more. */
  readonly marginalDollars: string | undefined;
}

const DECIMALS = 9;

/** Sums up billed entries by provider. */
export function totalLedger(entries: readonly LedgerEntry[], book: PriceBook): readonly LedgerTotal[] {
  const billed = entries.filter(({ bill }) => bill !== undefined);
  return [...Map.groupBy(billed, ({ provider }) => provider)].map(([provider, own]) => ({
    provider,
    calls: own.length,
    billedMs: own.reduce((sum, { bill }) => sum + (bill?.billedMs ?? 0), 0),
    listDollars: formatDollars(
      own.reduce((sum, { bill }) => sum + BigInt(bill?.cost ?? 0), 0n),
      DECIMALS,
    ),
    marginalDollars: marginalDollars(own, book),
  }));
}

/** The bills once more, oldest first, each with what its calendar month had used before it. */
function marginalDollars(entries: readonly LedgerEntry[], book: PriceBook): string | undefined {
  const months = new Map<string, MonthToDate>();
  let sum = 0n;
  for (const { bill, sentAtMs } of entries.toSorted((left, right) => left.sentAtMs - right.sentAtMs)) {
    if (bill === undefined) continue;
    if (!book.plans.some(({ id }) => id === bill.planId)) return undefined;
    const month = new Date(sentAtMs).toISOString().slice(0, 'YYYY-MM'.length);
    const usage = { ...bill, usedMemoryMb: undefined };
    const made = makeBill(book.version, findPlan(book, bill.planId), usage, bill.source, months.get(month) ?? {});
    months.set(month, addToMonth(months.get(month) ?? {}, made));
    sum += made.total;
  }
  return formatDollars(sum, DECIMALS);
}

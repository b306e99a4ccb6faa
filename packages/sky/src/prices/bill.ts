import { SkeinError } from '@skein/contracts';
import type { Money } from './money.ts';
import type { BilledMemory, BilledTime, Meter, PriceBook, PricePlan, Rate } from './price-book.ts';

/** What is known of one invocation at a provider. */
export interface BillableUsage {
  /** Milliseconds the handler ran, without init. */
  readonly durationMs: number;
  /** Milliseconds the code took to load; 0 when the sandbox was warm. */
  readonly initMs: number;
  /** Configured memory in MB. */
  readonly memoryMb: number;
  /** Memory that was used, in MB; undefined when it is not known, which is billed like the configured memory. */
  readonly usedMemoryMb: number | undefined;
  /** Bytes of the answer that leave the provider. */
  readonly egressBytes: number;
  /** The billed time as the provider says it, in ms; it then counts instead of what would be worked out from the duration. */
  readonly billedMs?: number;
}

/** What was used of a plan earlier in the month, in units of each meter. */
export type MonthToDate = Readonly<Partial<Record<Meter | 'request', bigint>>>;

/** How a bill's time was found: told by the provider, worked out from what it measured, or guessed. */
export type BillingSource = 'exact' | 'reconstructed' | 'estimated';

export interface BillLine {
  readonly meter: Meter | 'request';
  readonly quantity: bigint;
  readonly cost: Money;
}

/** What one invocation costs under one price book. */
export interface Bill {
  readonly priceBookVersion: string;
  readonly planId: string;
  readonly source: BillingSource;
  readonly billedMs: number;
  readonly billedMemoryMb: number;
  readonly lines: readonly BillLine[];
  readonly total: Money;
}

const FLOATING_POINT_NOISE_MS = 1e-6;

/** The plan with this id. Throws `price_plan_not_found`. */
export function findPlan(book: PriceBook, id: string): PricePlan {
  const plan = book.plans.find((candidate) => candidate.id === id);
  if (plan === undefined) throw new SkeinError('price_plan_not_found', { plan: id, version: book.version });
  return plan;
}

/**
 * Works out a bill: for each meter the rounded quantity times its price, and the request's own price. The formula is that of
 * "Demystifying Serverless Costs on Public Platforms" (arXiv 2506.01283). With `monthToDate` the free quota and tiers count (what this
 * call adds to the month's bill); without, it is the list price: the first tier and nothing free.
 */
export function makeBill(version: string, plan: PricePlan, usage: BillableUsage, source: BillingSource, monthToDate?: MonthToDate): Bill {
  const billedMs = usage.billedMs ?? roundTime(plan.time, usage);
  const billedMemoryMb = roundMemory(plan.memory, usage);
  const quantities = quantitiesOf(plan, billedMs, billedMemoryMb, usage.egressBytes);
  const lines: BillLine[] = [];
  for (const [meter, quantity] of quantities) {
    const rate = meter === 'request' ? plan.request : plan.rates[meter];
    if (rate !== undefined) lines.push({ meter, quantity, cost: charge(rate, quantity, monthToDate && (monthToDate[meter] ?? 0n)) });
  }
  const total = lines.reduce((sum, { cost }) => sum + cost, 0n);
  return { priceBookVersion: version, planId: plan.id, source, billedMs, billedMemoryMb, lines, total };
}

/** The month's usage after a bill was added to it. */
export function addToMonth(monthToDate: MonthToDate, bill: Bill): MonthToDate {
  const sums = bill.lines.map(({ meter, quantity }) => [meter, (monthToDate[meter] ?? 0n) + quantity] as const);
  return { ...monthToDate, ...Object.fromEntries(sums) };
}

/** Milliseconds that are billed for a duration and an init. */
export function roundTime(
  { granularityMs, minimumMs, initBilled }: BilledTime,
  { durationMs, initMs }: Pick<BillableUsage, 'durationMs' | 'initMs'>,
): number {
  // Duration and init are rounded together and once: a call of 27.3 ms with an init of 0.4 ms is billed as 28 ms.
  const timeMs = durationMs + (initBilled ? initMs : 0) - FLOATING_POINT_NOISE_MS;
  return Math.max(minimumMs, Math.ceil(Math.max(0, timeMs) / granularityMs) * granularityMs);
}

function roundMemory({ basis, granularityMb, maximumMb = Infinity, sizesMb }: BilledMemory, usage: BillableUsage): number {
  const memoryMb = basis === 'used' ? Math.min(usage.usedMemoryMb ?? usage.memoryMb, usage.memoryMb) : usage.memoryMb;
  const size = sizesMb.find((candidate) => candidate >= memoryMb) ?? memoryMb;
  return Math.min(maximumMb, Math.ceil(size / granularityMb) * granularityMb);
}

function quantitiesOf(
  { processor }: PricePlan,
  billedMs: number,
  memoryMb: number,
  egressBytes: number,
): readonly (readonly [BillLine['meter'], bigint])[] {
  const step = processor.find((candidate) => candidate.memoryMb >= memoryMb) ?? processor.at(-1);
  const time = BigInt(billedMs);
  return [
    ['memory', BigInt(memoryMb) * time],
    ['cpu', BigInt(step?.milliCpu ?? 0) * time],
    ['clock', BigInt(step?.megahertz ?? 0) * time],
    ['egress', BigInt(egressBytes)],
    ['request', 1n],
  ];
}

/** The price of a quantity; with the month's usage so far, of its part beyond what is free and in the tiers it falls into. */
function charge({ tiers, freePerMonth }: Rate, quantity: bigint, usedBefore: bigint | undefined): Money {
  if (usedBefore === undefined) return quantity * (tiers[0]?.price ?? 0n);
  const from = max(0n, usedBefore - freePerMonth);
  const to = max(0n, usedBefore + quantity - freePerMonth);
  return tiers.reduce((sum, tier, index) => {
    const end = tiers[index + 1]?.from ?? to;
    return sum + max(0n, min(to, end) - max(from, tier.from)) * tier.price;
  }, 0n);
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function min(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

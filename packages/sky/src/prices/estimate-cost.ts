import { makeBill, roundTime } from './bill.ts';
import type { BillableUsage } from './bill.ts';
import { toDollars } from './money.ts';
import type { PricePlan } from './price-book.ts';

/** What a call takes, as far as its price depends on it. */
export interface CallEstimate {
  readonly durationMs: number;
  /** 0 when the call is warm. */
  readonly initMs: number;
  readonly egressBytes: number;
}

/** Approximate dollars of a call. */
export type CostFunction = (call: CallEstimate) => number;

const TIME_PROBE_MS = 1_000_000;
const EGRESS_PROBE_BYTES = 2 ** 30;

/**
 * List prices of one plan at one memory size, made quick: a policy asks for many costs before each call, and a bill in exact integers
 * takes too long for that. Rounding and minimum are those of the bill. Ledgers use `makeBill`.
 */
export function compileCost(plan: PricePlan, memoryMb: number, usedMemoryMb?: number): CostFunction {
  const usage: BillableUsage = { durationMs: 0, initMs: 0, memoryMb, usedMemoryMb, egressBytes: 0 };
  const price = (changes: Partial<BillableUsage>): number => toDollars(makeBill('', plan, { ...usage, ...changes }, 'estimated').total);
  const perRequest = price({ billedMs: 0 });
  const perMs = (price({ billedMs: TIME_PROBE_MS }) - perRequest) / TIME_PROBE_MS;
  const perByte = (price({ billedMs: 0, egressBytes: EGRESS_PROBE_BYTES }) - perRequest) / EGRESS_PROBE_BYTES;
  return ({ durationMs, initMs, egressBytes }) => perRequest + roundTime(plan.time, { durationMs, initMs }) * perMs + egressBytes * perByte;
}

import type { Arm, Situation } from '../../src/policy/policy.ts';
import { findPlan } from '../../src/prices/bill.ts';
import { compileCost } from '../../src/prices/estimate-cost.ts';
import { loadPriceBook } from '../../src/prices/load-price-book.ts';

const book = await loadPriceBook();

/** An arm that is paid for by a shipped plan. */
export function armOf(id: string, planId: string, memoryMb = 128, changes: Partial<Arm> = {}): Arm {
  const cost = compileCost(findPlan(book, planId), memoryMb);
  return { id, cost, processorShare: 1, initMs: 300, keepAliveMs: 600_000, ...changes };
}

export const AWS = armOf('aws', 'aws-lambda-x86');
export const GOOGLE = armOf('google', 'gcp-functions-gen1');

export function situationWith(arms: readonly Arm[], changes: Partial<Situation> = {}): Situation {
  return { nowMs: 0, payloadBytes: 100, mirrorAllowed: true, arms, ...changes };
}

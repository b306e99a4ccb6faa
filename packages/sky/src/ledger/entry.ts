import type { Invocation, LedgerBill, LedgerEntry } from '@skein/contracts';
import type { ArmRun, BrokerArm } from '../broker/broker-arm.ts';
import { makeBill } from '../prices/bill.ts';
import type { Money } from '../prices/money.ts';
import type { UsageReport } from '../providers/provider.ts';

/** Length of the raw record that a bill keeps, in characters. */
const RAW_MAX_LENGTH = 1_000;

/** A call that was sent to an arm a moment ago. */
export function openEntry({ id, target, body }: Invocation, arm: BrokerArm, reason: string, sentAtMs: number): LedgerEntry {
  const { account, region, functionName } = target.revision;
  const provider = arm.deployment.provider;
  return {
    id: `${id}:${provider}`,
    account,
    region,
    invocationId: id,
    functionName,
    provider,
    sentAtMs,
    payloadBytes: body.length,
    reason,
    status: 'open',
  };
}

/** A bill with its sum. */
export interface Billed {
  readonly bill: LedgerBill;
  readonly total: Money;
}

/** What a call costs by what its provider reported. */
export function billReport(version: string, arm: BrokerArm, report: UsageReport, egressBytes: number): Billed {
  const { durationMs, initMs, billedMs, memoryMb, maxMemoryMb, source, raw } = report;
  const usage = { durationMs, initMs, memoryMb, usedMemoryMb: maxMemoryMb, egressBytes, ...(billedMs !== undefined && { billedMs }) };
  const { total, ...made } = makeBill(version, arm.plan, usage, source);
  return {
    total,
    bill: {
      priceBookVersion: version,
      planId: arm.plan.id,
      source,
      pending: false,
      durationMs,
      initMs,
      billedMs: made.billedMs,
      memoryMb,
      egressBytes,
      cost: String(total),
      raw: raw.slice(0, RAW_MAX_LENGTH),
    },
  };
}

/** What a call may cost by what the caller saw of it; the provider's own report will replace it. */
export function billElapsed(version: string, arm: BrokerArm, { elapsedMs, body }: ArmRun): Billed {
  const { memoryMb } = arm.deployment;
  const guess: UsageReport = {
    durationMs: elapsedMs,
    billedMs: undefined,
    initMs: 0,
    memoryMb,
    maxMemoryMb: undefined,
    instanceId: '',
    source: 'estimated',
    raw: '',
  };
  const { bill, total } = billReport(version, arm, guess, body.length);
  return { total, bill: { ...bill, pending: true } };
}

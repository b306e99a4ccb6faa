import { toSkeinError } from '@skein/contracts';
import type { Deployment, TrialRecord, TrialUsage } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import { findPlan, formatDollars, makeBill } from '@skein/sky';
import type { PriceBook, Provider, ProviderAnswer, UsageReport } from '@skein/sky';
import { calledEntries, readEntries } from './entries.ts';
import type { Entry } from './entries.ts';

/** Decimals of a cost: a single call costs some tenths of a millionth of a dollar. */
const COST_DECIMALS = 18;
const MS_PER_SECOND = 1_000;

/** What a call showed, apart from what it was meant for. */
export type Measured = Pick<
  TrialRecord,
  'status' | 'reason' | 'sentAtMs' | 'endedAtMs' | 'requestId' | 'usage' | 'entries' | 'answerBytes'
>;

export interface MeasuredCall {
  readonly provider: Provider;
  readonly deployment: Deployment;
  readonly book: PriceBook;
  readonly clock: Clock;
  /** Reading of the monotonic clock at which the run's time began. */
  readonly originMs: number;
  readonly id: string;
  readonly body: Buffer;
}

/** Calls once, without any retry, and says what came of it. Never rejects: a call that failed is a measurement, too. */
export async function measureCall({ provider, deployment, book, clock, originMs, id, body }: MeasuredCall): Promise<Measured> {
  const sentAtMs = clock.monotonicMs() - originMs;
  try {
    const answer = await provider.invoke(deployment, { id, body });
    const endedAtMs = clock.monotonicMs() - originMs;
    const { requestId } = answer;
    const read = { ...readAnswer(answer), answerBytes: answer.body.length };
    const usage = answer.usage && priceUsage(provider, deployment, book, answer.usage, read);
    return { ...read, sentAtMs, endedAtMs, requestId, usage };
  } catch (thrown) {
    const endedAtMs = clock.monotonicMs() - originMs;
    const { code, message } = toSkeinError(thrown);
    return { ...failed(`${code}: ${message}`), sentAtMs, endedAtMs, requestId: undefined, usage: undefined, answerBytes: undefined };
  }
}

/**
 * What a provider reported, with its price under the run's book. What the function called is paid for, too: those calls' reports are not
 * the caller's to see, so they count with the times of their entries, and the bill is then an estimate.
 */
export function priceUsage(
  provider: Provider,
  deployment: Deployment,
  book: PriceBook,
  { durationMs, billedMs, initMs, memoryMb, maxMemoryMb, instanceId, source, raw }: UsageReport,
  trial: Pick<TrialRecord, 'entries' | 'answerBytes'>,
): TrialUsage {
  const plan = findPlan(book, provider.billing(deployment).planId);
  const egressBytes = trial.answerBytes ?? 0;
  const usage = { durationMs, initMs, memoryMb, usedMemoryMb: maxMemoryMb, egressBytes, ...(billedMs === undefined ? {} : { billedMs }) };
  const bill = makeBill(book.version, plan, usage, source);
  const usualInitMs = provider.billing(deployment).initMs;
  const called = calledEntries(trial).flatMap((entry) => billableEntry(entry, usualInitMs) ?? []);
  const others = called.map((other) => makeBill(book.version, plan, other, 'estimated').total);
  return {
    durationMs,
    billedMs: bill.billedMs,
    initMs,
    memoryMb,
    maxMemoryMb,
    instanceId,
    costUsd: formatDollars(
      others.reduce((sum, cost) => sum + cost, bill.total),
      COST_DECIMALS,
    ),
    billingSource: others.length === 0 ? bill.source : 'estimated',
    raw,
  };
}

/** What a call has cost, in US dollars: as the provider reported it, or until it has, by the times that the functions give. */
export function costSoFar(
  provider: Provider,
  deployment: Deployment,
  book: PriceBook,
  { usage, entries = {} }: Pick<TrialRecord, 'usage' | 'entries'>,
): number {
  if (usage !== undefined) return Number(usage.costUsd);
  const { planId, initMs } = provider.billing(deployment);
  const plan = findPlan(book, planId);
  const ran = (Object.values(entries) as readonly Entry[]).flatMap((entry) => billableEntry(entry, initMs) ?? []);
  const total = ran.reduce((sum, each) => sum + makeBill(book.version, plan, each, 'estimated').total, 0n);
  return Number(formatDollars(total, COST_DECIMALS));
}

/** Undefined for a call that did not run, or that does not say for how long. The first call of an instance took the usual time to start. */
function billableEntry(
  { execution_total: seconds, memory: memoryMb, first_call: first }: Entry,
  usualInitMs: number,
): Parameters<typeof makeBill>[2] | undefined {
  if (typeof seconds !== 'number' || typeof memoryMb !== 'number') return undefined;
  return {
    durationMs: seconds * MS_PER_SECOND,
    initMs: first === true ? usualInitMs : 0,
    memoryMb,
    usedMemoryMb: undefined,
    egressBytes: 0,
  };
}

type Reading = Pick<TrialRecord, 'status' | 'reason' | 'entries'>;

/** A lab function answers with its entries; anything else is a failure, and so is an entry that has an error, wherever in the tree. */
function readAnswer({ error, body }: ProviderAnswer): Reading {
  if (error !== undefined) return failed(error);
  const read = readEntries(body);
  if (read === undefined) return failed('the answer is no lab function’s');
  const { identifier, entries } = read;
  const problem = entries[identifier]?.error;
  if (problem !== undefined) return { status: 'failed', reason: `the function's error: ${String(problem.message)}`, entries };
  const nested = Object.values(entries).find((entry) => entry.error !== undefined);
  if (nested !== undefined) return { status: 'failed', reason: `the error of a nested call: ${String(nested.error?.message)}`, entries };
  return { status: 'ok', reason: undefined, entries };
}

function failed(reason: string): Reading {
  return { status: 'failed', reason, entries: undefined };
}

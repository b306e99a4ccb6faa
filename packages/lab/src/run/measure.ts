import { toSkeinError } from '@skein/contracts';
import type { Deployment, TrialRecord, TrialStatus, TrialUsage } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import { findPlan, formatDollars, makeBill } from '@skein/sky';
import type { PriceBook, Provider, ProviderAnswer, UsageReport } from '@skein/sky';

/** Decimals of a cost: a single call costs some tenths of a millionth of a dollar. */
const COST_DECIMALS = 18;

/** What a call showed, apart from what it was meant for. */
export type Measured = Pick<TrialRecord, 'status' | 'reason' | 'sentAtMs' | 'endedAtMs' | 'requestId' | 'usage' | 'entries'>;

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
    const usage = answer.usage && priceUsage(provider, deployment, book, answer.usage, answer.body.length);
    return { ...readAnswer(answer), sentAtMs, endedAtMs, requestId, usage };
  } catch (thrown) {
    const endedAtMs = clock.monotonicMs() - originMs;
    const { code, message } = toSkeinError(thrown);
    return { ...failed(`${code}: ${message}`), sentAtMs, endedAtMs, requestId: undefined, usage: undefined };
  }
}

/** What a provider reported, with its price under the run's book. */
export function priceUsage(
  provider: Provider,
  deployment: Deployment,
  book: PriceBook,
  { durationMs, billedMs, initMs, memoryMb, maxMemoryMb, instanceId, source, raw }: UsageReport,
  egressBytes: number,
): TrialUsage {
  const plan = findPlan(book, provider.billing(deployment).planId);
  const usage = { durationMs, initMs, memoryMb, usedMemoryMb: maxMemoryMb, egressBytes, ...(billedMs === undefined ? {} : { billedMs }) };
  const bill = makeBill(book.version, plan, usage, source);
  return {
    durationMs,
    billedMs: bill.billedMs,
    initMs,
    memoryMb,
    maxMemoryMb,
    instanceId,
    costUsd: formatDollars(bill.total, COST_DECIMALS),
    billingSource: bill.source,
    raw,
  };
}

type Reading = Pick<TrialRecord, 'status' | 'reason' | 'entries'>;

/** A lab function answers with its entries; anything else is a failure, and so is an entry at the root that has an error. */
function readAnswer({ error, body }: ProviderAnswer): Reading {
  if (error !== undefined) return failed(error);
  const answer = parse(body);
  const entries = typeof answer?.['body'] === 'string' ? parse(Buffer.from(answer['body'])) : undefined;
  const root = entries?.[String(answer?.['identifier'])];
  if (entries === undefined || typeof root !== 'object' || root === null) return failed('the answer is no lab function’s');
  const problem = (root as { readonly error?: { readonly message?: unknown } }).error;
  const status: TrialStatus = problem === undefined ? 'ok' : 'failed';
  return { status, reason: problem === undefined ? undefined : `the function's error: ${String(problem.message)}`, entries };
}

function failed(reason: string): Reading {
  return { status: 'failed', reason, entries: undefined };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

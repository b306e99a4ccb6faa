import type { EventInvokeConfig, EventProgress, Outcome, OutcomeError, QueuedEvent, SkeinError } from '@skein/contracts';

/** How often and how long an event is tried. */
export interface EventPolicy {
  /** Waits before the retries after the function's own errors, in ms; as many retries as there are waits. */
  readonly retryDelaysMs: readonly number[];
  /** After this age, in ms, an event is not tried any more. */
  readonly maxAgeMs: number;
}

/** How a try of an event ended: with an outcome, of a failed one with what the function said about it, or refused before it ran. */
export type EventTry = { readonly outcome: Outcome; readonly failure?: string | undefined } | { readonly refusal: SkeinError };

/** What is to be done with an event: it is finished, or this is where it stands now. */
export type EventDecision = { readonly finished: true } | { readonly finished: false; readonly progress: EventProgress };

/** Waits before retries when the server has none of its own and a function asks for some (Lambda: one and two minutes). */
const LAMBDA_RETRY_DELAYS_MS = [60_000, 120_000];
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;

/** Not the function's fault: the sandbox could not be made or was taken away. */
const SYSTEM_ERRORS: ReadonlySet<OutcomeError> = new Set(['sandbox_failure', 'cancelled']);

/**
 * The policy for the events of one function: the server's, less what was set for them. Where more retries are asked for than the server
 * has waits, its last wait is repeated.
 */
export function policyFor(server: EventPolicy, config: EventInvokeConfig | undefined): EventPolicy {
  const { maxRetries, maxAgeSeconds } = config ?? {};
  return {
    retryDelaysMs: maxRetries === undefined ? server.retryDelaysMs : delaysFor(server.retryDelaysMs, maxRetries),
    maxAgeMs: maxAgeSeconds === undefined ? server.maxAgeMs : maxAgeSeconds * 1_000,
  };
}

function delaysFor(serverDelaysMs: readonly number[], retries: number): readonly number[] {
  const known = serverDelaysMs.length === 0 ? LAMBDA_RETRY_DELAYS_MS : serverDelaysMs;
  const lastMs = known.at(-1) ?? 0;
  return Array.from({ length: retries }, (_, index) => known[index] ?? lastMs);
}

/**
 * What follows a try, as Lambda has it ("Error handling for a synchronous invocation" and "for asynchronous invocation" in its
 * developer guide): the function's own errors are retried a few times, throttles and system errors with growing waits until the
 * event is too old. Pure; `random` is from 0 to 1.
 */
export function decideEvent(
  event: QueuedEvent,
  { retryDelaysMs, maxAgeMs }: EventPolicy,
  tried: EventTry,
  nowMs: number,
  random: number,
): EventDecision {
  const error = errorOf(tried);
  if (error === undefined) return { finished: true };
  const expiresAtMs = event.acceptedAtMs + maxAgeMs;
  const waiting = (dueAtMs: number, counts: Pick<EventProgress, 'attempts' | 'refusals'>): EventDecision =>
    dueAtMs > expiresAtMs
      ? givenUp(event, 'EXPIRED', error, counts, nowMs)
      : { finished: false, progress: { status: 'QUEUED', ...counts, dueAtMs, error, settledAtMs: undefined } };
  if (isFinal(tried)) return givenUp(event, 'FAILED', error, event, nowMs);
  if (isRefusal(tried)) {
    const refusals = event.refusals + 1;
    return waiting(nowMs + backoffMs(refusals, random), { attempts: event.attempts, refusals });
  }
  const attempts = event.attempts + 1;
  const delayMs = retryDelaysMs[attempts - 1];
  if (delayMs === undefined) return givenUp(event, 'FAILED', error, { attempts, refusals: event.refusals }, nowMs);
  return waiting(nowMs + delayMs, { attempts, refusals: event.refusals });
}

/** An event that became too old before it could be tried; undefined when it can still be. */
export function expireEvent(event: QueuedEvent, { maxAgeMs }: EventPolicy, nowMs: number): EventProgress | undefined {
  if (nowMs <= event.acceptedAtMs + maxAgeMs) return undefined;
  return { ...progressOf(event), status: 'EXPIRED', error: event.error ?? 'It was not run in time.', settledAtMs: nowMs };
}

function givenUp(
  event: QueuedEvent,
  status: 'FAILED' | 'EXPIRED',
  error: string,
  { attempts, refusals }: Pick<EventProgress, 'attempts' | 'refusals'>,
  nowMs: number,
): EventDecision {
  return { finished: false, progress: { status, attempts, refusals, dueAtMs: event.dueAtMs, error, settledAtMs: nowMs } };
}

function progressOf({ status, attempts, refusals, dueAtMs, error, settledAtMs }: QueuedEvent): EventProgress {
  return { status, attempts, refusals, dueAtMs, error, settledAtMs };
}

function errorOf(tried: EventTry): string | undefined {
  if ('refusal' in tried) return tried.refusal.message;
  const { error } = tried.outcome;
  return error === undefined || tried.failure === undefined ? error : `${error}: ${tried.failure}`;
}

/** Trying again would not help: the function is gone, or the request was never one. */
function isFinal(tried: EventTry): boolean {
  return 'refusal' in tried && tried.refusal.kind.fault === 'user' && !tried.refusal.kind.retryable;
}

function isRefusal(tried: EventTry): boolean {
  return 'refusal' in tried || (tried.outcome.error !== undefined && SYSTEM_ERRORS.has(tried.outcome.error));
}

/** Doubles with every refusal up to five minutes, and is spread over its upper half so that tries do not come all at once. */
function backoffMs(refusals: number, random: number): number {
  const wholeMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (refusals - 1));
  return Math.round(wholeMs * (0.5 + random / 2));
}

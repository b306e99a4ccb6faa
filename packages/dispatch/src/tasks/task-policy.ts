import { TASK_LOSSES_MAX, TASK_MAX_AGE_MS } from '@skein/contracts';
import type { EventProgress, Outcome, OutcomeError, QueuedEvent, SkeinError, TaskResult } from '@skein/contracts';
import { pickleException } from './pickle-exception.ts';
import type { RaisedException } from './pickle-exception.ts';

/** How a try of a task ended: with an outcome and what was answered, or refused before it ran. */
export type TaskTry = { readonly outcome: Outcome; readonly answer: Buffer } | { readonly refusal: SkeinError };

/** How a task ended, without what is known from the task itself. */
export type TaskEnd = Pick<TaskResult, 'status' | 'result' | 'traceback'>;

/** The task has ended, or it is tried again. */
export type TaskDecision = { readonly end: TaskEnd } | { readonly progress: EventProgress };

const QUOTE = 0x22;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** The sandbox was lost, through no fault of the function. */
const LOSSES: ReadonlySet<OutcomeError> = new Set(['sandbox_failure', 'cancelled']);

const EXCEPTIONS: Partial<Record<OutcomeError, RaisedException>> = { timeout: 'TimeoutError', out_of_memory: 'MemoryError' };

/**
 * What follows a try. A task runs once, whatever its function does; only one whose sandbox was lost, or that found no room, runs
 * again. Pure.
 */
export function decideTask(event: QueuedEvent, tried: TaskTry, nowMs: number): TaskDecision {
  if ('refusal' in tried) return decideRefused(event, tried.refusal, nowMs);
  const { outcome, answer } = tried;
  if (!isLoss(outcome)) return { end: outcome.status === 'SUCCEEDED' ? completed(answer) : failed(answer, outcome.error) };
  if (event.attempts >= TASK_LOSSES_MAX) return { end: raised('RuntimeError', `Its sandbox was lost ${event.attempts + 1} times.`) };
  return { progress: waiting(event, { attempts: event.attempts + 1, dueAtMs: nowMs, error: 'its sandbox was lost' }) };
}

/** The end of a task that waited too long, was cancelled, or could not run. */
export function raised(type: RaisedException, message: string): TaskEnd {
  return { status: 'FAILED', result: pickleException(type, message), traceback: undefined };
}

function decideRefused(event: QueuedEvent, { kind, message }: SkeinError, nowMs: number): TaskDecision {
  if (kind.fault === 'user' && !kind.retryable) return { end: raised('RuntimeError', message) };
  const refusals = event.refusals + 1;
  const dueAtMs = nowMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (refusals - 1));
  if (dueAtMs > event.acceptedAtMs + TASK_MAX_AGE_MS) return { end: raised('TimeoutError', `It could not be run in time: ${message}`) };
  return { progress: waiting(event, { refusals, dueAtMs, error: message }) };
}

function waiting({ attempts, refusals }: QueuedEvent, change: Partial<EventProgress> & { readonly dueAtMs: number }): EventProgress {
  return { status: 'QUEUED', attempts, refusals, error: undefined, settledAtMs: undefined, ...change };
}

function isLoss({ error, killed }: Outcome): boolean {
  return killed === true || (error !== undefined && LOSSES.has(error));
}

/** The runtime answers with the pickled result as a JSON text. Base64 has nothing in it that JSON would escape. */
function completed(answer: Buffer): TaskEnd {
  if (answer[0] !== QUOTE) return raised('RuntimeError', 'The function is no task function any more: its code was replaced.');
  return { status: 'COMPLETED', result: answer.toString('latin1', 1, answer.length - 1), traceback: undefined };
}

/** The runtime adds the pickled exception to Lambda's error document; where the runtime could not answer, there is none. */
function failed(answer: Buffer, error: OutcomeError | undefined): TaskEnd {
  const { errorType, errorMessage, exception, traceback } = readDocument(answer);
  if (typeof exception === 'string' && typeof traceback === 'string') return { status: 'FAILED', result: exception, traceback };
  const message = typeof errorMessage === 'string' ? errorMessage : 'The task left no result.';
  const named = typeof errorType === 'string' && errorType !== '' ? `${errorType}: ${message}` : message;
  return raised((error && EXCEPTIONS[error]) ?? 'RuntimeError', named);
}

function readDocument(answer: Buffer): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(answer.toString());
    return typeof document === 'object' && document !== null ? { ...document } : {};
  } catch {
    return {};
  }
}

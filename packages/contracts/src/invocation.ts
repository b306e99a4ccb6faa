import type { Principal } from './principal.ts';
import type { ResolvedFunction } from './function.ts';

export type InvocationKind = 'request' | 'event' | 'dry-run';
export type InvocationStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'EXPIRED';

/** One request to run a function. The body is bytes from the socket to the runtime; nothing in between parses it. */
export interface Invocation {
  /** UUID; the `RequestId` of logs and answers. */
  readonly id: string;
  readonly target: ResolvedFunction;
  /** As the caller wrote it; undefined when the caller named none. */
  readonly qualifier: string | undefined;
  readonly kind: InvocationKind;
  readonly body: Buffer;
  /** Decoded JSON text of the caller's client context. */
  readonly clientContext: string | undefined;
  /** Value of `X-Amzn-Trace-Id`, when the caller sent one. */
  readonly traceId: string | undefined;
  readonly principal: Principal;
  /** How many functions called each other to come here; 0 and undefined when the caller is no function. */
  readonly callDepth?: number | undefined;
  /** Milliseconds since the epoch at which Skein took the request. */
  readonly receivedAtMs: number;
}

/** Why an invocation that did run has no result. */
export const OUTCOME_ERRORS = [
  'handler_error',
  'init_error',
  'timeout',
  'out_of_memory',
  'exit',
  'protocol',
  'response_too_large',
  'invalid_event',
  'sandbox_failure',
  'cancelled',
] as const;
export type OutcomeError = (typeof OUTCOME_ERRORS)[number];

/** Why an invocation had to start a sandbox: the revision's first, all others busy, or the last one was lost. */
export type ColdReason = 'first' | 'scale-out';

/** What an invocation used. All figures are measured. */
export interface Usage {
  readonly durationMs: number;
  /** Milliseconds the caller pays for: the duration and, on a cold start, the init, rounded up. */
  readonly billedMs: number;
  /** Time the code took to load; undefined when the sandbox was warm. */
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly cold: ColdReason | undefined;
  /** True when a cold start took a sandbox that had been started beforehand. */
  readonly prewarmed: boolean;
  readonly sandboxId: string;
  readonly driver: string;
}

/** How an invocation ended. Its body, result or error document, went to the response sink before. */
export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error: OutcomeError | undefined;
  /** Set when the process was killed although it kept to its memory and its time. A function that kills itself looks the same. */
  readonly killed?: true;
  readonly usage: Usage;
  /** What the function wrote to its output, complete up to the answer, at most `LOG_KEPT_BYTES`. */
  readonly log: Buffer;
  /** Bytes of output that were dropped because they exceeded `LOG_KEPT_BYTES`. */
  readonly logDroppedBytes: number;
  /** Lines Skein itself has to say about this run, such as a substituted runtime. */
  readonly notices: readonly string[];
}

/** What is kept of an invocation, for `/v1/invocations` and `skein logs`. */
export interface InvocationRecord {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  readonly version: string;
  readonly revisionId: string;
  readonly kind: InvocationKind;
  readonly status: InvocationStatus;
  readonly error: OutcomeError | undefined;
  readonly principalId: string;
  readonly receivedAtMs: number;
  readonly finishedAtMs: number;
  readonly usage: Usage | undefined;
  /** Log text with START, END and REPORT lines is rendered from these when it is read. */
  readonly log: string;
  readonly logDroppedBytes: number;
  readonly notices: readonly string[];
}

/** Tells runs apart: all runs of an event have its id. */
export function runIdOf({ id, kind, finishedAtMs }: Pick<InvocationRecord, 'id' | 'kind' | 'finishedAtMs'>): string {
  return kind === 'event' ? `${id}.${finishedAtMs}` : id;
}

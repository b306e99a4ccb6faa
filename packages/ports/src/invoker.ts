import type { Invocation, Outcome } from '@skein/contracts';

/** Takes the bytes of an answer. One chunk is the fast path, several are streaming. */
export interface ResponseSink {
  write(chunk: Buffer): void;
}

export interface InvokeOptions {
  readonly response: ResponseSink;
  /** Aborts when nobody waits for the answer any longer. A running function is left to finish, as in Lambda. */
  readonly signal?: AbortSignal;
}

/**
 * Anything that can run one invocation and report what it used: the one interface that HTTP routes, the event reader,
 * workflow steps, the lab and the tests share.
 *
 * An invocation that ran, however badly, resolves to an outcome. One that never ran (no room, unknown, shutting down)
 * rejects with a SkeinError.
 */
export interface Invoker {
  invoke(invocation: Invocation, options: InvokeOptions): Promise<Outcome>;
}

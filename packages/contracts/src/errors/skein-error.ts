import { ERROR_KINDS } from './kinds.ts';
import type { ErrorCode, ErrorKind } from './kinds.ts';

export type ErrorDetails = Readonly<Record<string, string | number>>;

/** The only error Skein throws on purpose. Its code is in the catalogue, its text is the kind's message with the details filled in. */
export class SkeinError extends Error {
  override readonly name = 'SkeinError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    const { fault, retryable, message } = ERROR_KINDS[code];
    const traceLimit = Error.stackTraceLimit;
    // Thousands a second are refused when too much is asked, and the trace, which says nothing then, would be most of their cost.
    if (fault === 'user' && retryable) Error.stackTraceLimit = 0;
    super(fill(message, details), options);
    Error.stackTraceLimit = traceLimit;
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** Turns anything thrown into a SkeinError; what is not one already becomes `internal`, with the original as its cause. */
export function toSkeinError(thrown: unknown): SkeinError {
  if (thrown instanceof SkeinError) return thrown;
  return new SkeinError('internal', { reason: describeThrown(thrown) }, { cause: thrown });
}

/** Not everything that can be thrown can be made a text. */
function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something was thrown that has no text';
  }
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(details[name] ?? placeholder));
}

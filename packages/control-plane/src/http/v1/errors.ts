import { toSkeinError } from '@skein/contracts';

/** An error as Skein's own API says it. */
export function renderV1Error(thrown: unknown): { readonly status: number; readonly body: Record<string, unknown> } {
  const error = toSkeinError(thrown);
  const { httpStatus, remedy, retryable } = error.kind;
  return { status: httpStatus, body: { error: { code: error.code, message: error.message, remedy, retryable } } };
}

/** Errors of a connection that never came about, so that nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether an error, or what caused it, says that no connection was made. */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NOT_CONNECTED.has(code)) return true;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every((each) => wasNeverSent(each));
  return wasNeverSent(error.cause);
}

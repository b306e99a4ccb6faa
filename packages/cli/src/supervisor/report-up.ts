/**
 * Tells the process that keeps the port, if there is one, that the server can be called. Aborts when that process is gone: nobody could
 * find the server any more to stop it.
 */
export function reportUp(): AbortSignal {
  const left = new AbortController();
  if (process.send === undefined) return left.signal;
  process.once('disconnect', () => left.abort());
  if (process.connected) process.send('up', undefined, undefined, () => undefined);
  else left.abort();
  // The connection alone is no reason to go on.
  process.channel?.unref();
  return left.signal;
}

import type { Clock } from '@skein/ports';

/** Waits, not at all for times that have passed; rejects with the signal's reason as soon as that aborts. */
export async function pause(clock: Clock, signal: AbortSignal, durationMs: number): Promise<void> {
  signal.throwIfAborted();
  if (durationMs <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = clock.after(durationMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

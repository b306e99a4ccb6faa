import { setImmediate } from 'node:timers/promises';

export interface Latencies {
  readonly calls: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Makes one call after the other for some time, and says how long they took. Rejects when one does. */
export async function measureCalls(call: () => Promise<void>, durationMs: number): Promise<Latencies> {
  const took: number[] = [];
  const endMs = performance.now() + durationMs;
  do {
    const startMs = performance.now();
    await call();
    took.push(performance.now() - startMs);
    await setImmediate();
  } while (performance.now() < endMs);
  const sorted = took.toSorted((one, other) => one - other);
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { calls: sorted.length, medianMs: quantile(0.5), p95Ms: quantile(0.95), maxMs: quantile(1) };
}

/** One line that sets two measurements against each other. */
export function compareLatencies(what: string, quiet: Latencies, meanwhile: Latencies): string {
  const part = (name: 'medianMs' | 'p95Ms'): string =>
    `${quiet[name].toFixed(2)} -> ${meanwhile[name].toFixed(2)} ms (${(meanwhile[name] / quiet[name]).toFixed(2)}x)`;
  return `${what}: median ${part('medianMs')}, p95 ${part('p95Ms')}, max ${meanwhile.maxMs.toFixed(0)} ms, ${meanwhile.calls} calls`;
}

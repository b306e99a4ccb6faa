import type { Interval } from '../../statistics/interval.ts';
import { formatInterval } from '../format-interval.ts';
import { formatNumber, htmlTable } from '../html.ts';
import type { RawHtml } from '../html.ts';
import type { GroupSummary, RunSummary } from '../summary.ts';

/** Tables with a row for each group: what callers waited, where the time went, what it cost. */
export function renderGroups({ groups }: RunSummary): readonly string[] {
  if (groups.length === 0) return [];
  const columns = ['group', 'calls', 'failed', 'cold', 'p50, ms', 'p90, ms', 'p99, ms', 'p99/p50', 'USD/million', 'p50 and p99'];
  const high = groups.reduce((most, { latency }) => Math.max(most, latency.p99.estimate || 0), 0);
  return [
    '<h2>Latency and cost</h2>',
    htmlTable(
      columns,
      groups.map((group) => latencyRow(group, high)),
    ),
    `<p class="note">Latency as callers see it; in brackets 95 % intervals, open where so few calls set no bound. The dark bar on the right is the
interval of the median, the pale one reaches from the median to the 99th percentile; all bars have one scale, from 0 to ${formatNumber(high)} ms.
Failed calls count as failures and have no latency.</p>`,
    ...renderPlaces(groups),
  ];
}

function latencyRow(group: GroupSummary, highMs: number): readonly (string | RawHtml)[] {
  const { latency, failures } = group;
  return [
    group.group,
    formatNumber(group.count),
    failures.estimate === 0 ? '0' : formatInterval(percentOf(failures), (value) => `${formatNumber(value)} %`),
    String(group.cold),
    ...[latency.p50, latency.p90, latency.p99].map((interval) => formatInterval(interval, formatNumber)),
    formatNumber(group.tailRatio),
    formatNumber(group.usdPerMillion),
    drawBar(latency.p50, latency.p99.estimate, highMs),
  ];
}

function percentOf({ estimate, low, high, confidence }: Interval): Interval {
  return { estimate: estimate * 100, low: low * 100, high: high * 100, confidence };
}

/** The interval of the median and the way from there to the 99th percentile, on a scale from 0. */
function drawBar(median: Interval, p99Ms: number, highMs: number): RawHtml {
  if (Number.isNaN(median.estimate) || highMs <= 0) return { html: '' };
  const place = (value: number): number => (Math.min(Math.max(0, value), highMs) / highMs) * 100;
  const [from, to] =
    Number.isFinite(median.low) && Number.isFinite(median.high) ? [median.low, median.high] : [median.estimate, median.estimate];
  const part = (left: number, right: number): string =>
    `<i style="left:${place(left).toFixed(2)}%;width:${(place(right) - place(left)).toFixed(2)}%"></i>`;
  return { html: `<span class="bar">${part(from, to)}${part(median.estimate, p99Ms)}</span>` };
}

/** Where the time goes, as far as the provider has reported it. */
function renderPlaces(groups: readonly GroupSummary[]): readonly string[] {
  const known = groups.filter(({ durationMs }) => !Number.isNaN(durationMs.estimate));
  if (known.length === 0) return [];
  const isMemoryTold = known.some(({ maxMemoryMb }) => !Number.isNaN(maxMemoryMb));
  const rows = known.map(({ group, durationMs, initMs, maxMemoryMb }) => [
    group,
    formatInterval(durationMs, formatNumber),
    formatInterval(initMs, formatNumber),
    ...(isMemoryTold ? [formatNumber(maxMemoryMb)] : []),
  ]);
  return [
    '<h2>In the function</h2>',
    htmlTable(['group', 'duration p50, ms', 'cold start p50, ms', ...(isMemoryTold ? ['memory used, MB'] : [])], rows),
    '<p class="note">As the provider reports it: the median time that the handler ran, and where calls were cold, that it took before.</p>',
  ];
}

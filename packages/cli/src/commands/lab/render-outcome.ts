import type { LabOutcome } from '@skein/compose';
import { renderTable } from '../../output/table.ts';

const DIGITS = 3;

/** What a run found, as people read it in a terminal. */
export function renderOutcome({ run, summary, reportPath }: LabOutcome): string {
  const head = `${run.experiment} on ${run.provider}${run.simulated ? ' (simulated)' : ''}: ${run.status}${run.reason === undefined ? '' : `, ${run.reason}`}`;
  const results = run.results.map(({ name, value, unit }) => `${name}: ${String(value)} ${unit}`.trimEnd());
  const rows = summary.groups.map(({ group, count, failures, cold, latency: { p50, p99 }, usdPerMillion }) => [
    group,
    String(count),
    String(Math.round(failures.estimate * count)),
    String(cold),
    `${show(p50.estimate)} [${show(p50.low)}, ${show(p50.high)}]`,
    `${show(p99.estimate)} [${show(p99.low)}, ${show(p99.high)}]`,
    show(usdPerMillion),
  ]);
  const table = renderTable(['group', 'calls', 'failed', 'cold', 'p50 ms [95 %]', 'p99 ms [95 %]', 'USD/million'], rows);
  const discarded = summary.discarded.map(({ reason, count }) => `${count} discarded: ${reason}`);
  return [head, ...results, '', table, '', ...discarded, `Cost: ${summary.totalUsd.toFixed(9)} USD. Report: ${reportPath}`].join('\n');
}

function show(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : '-';
}

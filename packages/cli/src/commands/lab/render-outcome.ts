import type { LabOutcome } from '@skein/compose';
import { renderTable } from '../../output/table.ts';

const DIGITS = 3;
/** Reasons of failures that are shown, the most frequent first. */
const REASONS_MAX = 5;

/** What a run found, as people read it in a terminal. */
export function renderOutcome({ run, summary, reportPath }: LabOutcome): string {
  const head = `${run.experiment} on ${run.provider}${run.simulated ? ' (simulated)' : ''}: ${run.status}${run.reason === undefined ? '' : `, ${run.reason}`}`;
  const results = run.results.map(({ name, value, unit }) => [name, `${String(value)} ${unit}`.trimEnd()]);
  const rows = summary.groups.map(({ group, count, failures, cold, latency: { p50, p99 }, usdPerMillion }) => [
    group,
    String(count),
    String(Math.round(failures.estimate * count)),
    String(cold),
    showInterval(p50),
    showInterval(p99),
    show(usdPerMillion),
  ]);
  const table = renderTable(['group', 'calls', 'failed', 'cold', 'p50 ms [95 %]', 'p99 ms [95 %]', 'USD/million'], rows);
  const failed = summary.failed.slice(0, REASONS_MAX).map(({ reason, count }) => `${count} failed: ${reason}`);
  const discarded = summary.discarded.map(({ reason, count }) => `${count} discarded: ${reason}`);
  return [
    head,
    ...(results.length === 0 ? [] : ['', renderTable(['result', 'value'], results)]),
    '',
    table,
    '',
    ...failed,
    ...discarded,
    `Cost: ${show(summary.totalUsd)} USD. Report: ${reportPath}`,
  ].join('\n');
}

/** With an end left open that so few calls do not bound. */
function showInterval({ estimate, low, high }: LabOutcome['summary']['groups'][number]['failures']): string {
  if (Number.isNaN(estimate)) return 'none';
  if (!Number.isFinite(low) && !Number.isFinite(high)) return `${show(estimate)} (too few)`;
  return `${show(estimate)} [${show(Math.max(0, low))}, ${Number.isFinite(high) ? `${show(high)}]` : '∞)'}`;
}

function show(value: number): string {
  return Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(DIGITS)));
}

import type { RunRecord } from '@skein/contracts';
import { escapeHtml, formatNumber } from '../html.ts';
import type { RunSummary } from '../summary.ts';

/** Generators later than this are said to be late. */
const LAG_WARNING_MS = 5;
const MS_PER_SECOND = 1_000;

/** Title, what was measured where and when, and what a reader has to know before any figure. */
export function renderOverview(run: RunRecord, summary: RunSummary): readonly string[] {
  const calls = summary.groups.reduce((sum, { count }) => sum + count, 0);
  const facts = [
    `${run.provider}${run.simulated ? ' (simulated)' : ''}`,
    `${run.memoryMb} MB`,
    new Date(run.createdAtMs).toISOString().replace('T', ' ').slice(0, 16) + ' UTC',
    ...(run.endedAtMs === undefined ? [] : [`${formatSpan(run.endedAtMs - run.createdAtMs)}${run.simulated ? ' of virtual time' : ''}`]),
    `${formatNumber(calls)} calls`,
    `${formatUsd(summary.totalUsd)} USD`,
  ];
  return [
    `<h1>${escapeHtml(titleOf(run))}</h1>`,
    `<p class="lead">${escapeHtml(run.description)}</p>`,
    `<p class="facts">${facts.map(escapeHtml).join(' · ')}</p>`,
    ...notices(run, summary).map((notice) => `<p class="notice">${escapeHtml(notice)}</p>`),
    ...renderResults(run),
  ];
}

export function titleOf({ experiment, provider }: RunRecord): string {
  return `${experiment} on ${provider}`;
}

/** With as many decimals as it takes to see that it is not nothing. */
export function formatUsd(usd: number): string {
  return usd === 0 || usd >= 0.01 ? usd.toFixed(2) : String(Number(usd.toPrecision(3)));
}

/** A time in the largest unit of which there is at least one. */
export function formatSpan(durationMs: number): string {
  const seconds = durationMs / MS_PER_SECOND;
  const units = [
    [86_400, 'days'],
    [3_600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, 's'];
  return `${formatNumber(seconds / size)} ${unit}`;
}

function notices({ simulated, status, reason }: RunRecord, { generatorLagMs, groups }: RunSummary): readonly string[] {
  return [
    ...(simulated ? ['Simulated: these figures come from a model of a cloud, not from a cloud.'] : []),
    ...(status === 'completed'
      ? []
      : [`This run is ${status}${reason === undefined ? '' : `: ${reason}`}. What it measured until then follows.`]),
    ...(generatorLagMs > LAG_WARNING_MS
      ? [`The generator sent calls up to ${formatNumber(generatorLagMs)} ms late (99th percentile): the machine was busy.`]
      : []),
    ...(groups.length === 0 ? ['No call was made.'] : []),
  ];
}

function renderResults({ results }: RunRecord): readonly string[] {
  if (results.length === 0) return [];
  const cards = results.map(({ name, value, unit }) => {
    const shown = typeof value === 'number' ? formatNumber(value) : value === true ? 'yes' : value === false ? 'no' : value;
    return `<div><b>${escapeHtml(`${shown} ${unit}`.trim())}</b><span>${escapeHtml(name)}</span></div>`;
  });
  return ['<h2>Results</h2>', `<div class="cards">${cards.join('\n')}</div>`];
}

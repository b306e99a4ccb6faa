import type { RunRecord, TrialRecord } from '@skein/contracts';
import { formatNumber, escapeHtml, htmlFacts, htmlTable } from '../html.ts';
import type { Reason, RunSummary } from '../summary.ts';
import { formatUsd } from './overview.ts';

/** Reasons that are listed; a run can have as many as calls. */
const REASONS_MAX = 20;

const METHOD = [
  'Latency counts from the moment a call was meant to be sent to its answer, on one monotonic clock, so that a platform that stops is not kind to itself; no call is ever tried again.',
  'A call is cold when the provider reports time for starting it.',
  'Quantiles are those of Hyndman and Fan’s definition 7. Their 95 % intervals lie between order statistics and assume nothing about the distribution but independent calls.',
  'Shares of failures have Wilson’s score interval; distributions the band of Dvoretzky, Kiefer, Wolfowitz and Massart.',
  'Two runs are compared by Hodges and Lehmann’s shift of logarithms, with the interval that belongs to the rank test.',
  'Costs are list prices without free quota, worked out exactly by the price book; what a function called in turn is in its caller’s cost.',
] as const;

/** What failed, what does not count and why, what it cost, and how everything was measured. */
export function renderMethod(run: RunRecord, summary: RunSummary, trials: readonly TrialRecord[]): readonly string[] {
  return [
    ...(summary.failed.length === 0 ? [] : ['<h2>Failed calls</h2>', renderReasons(summary.failed)]),
    '<h2>Discarded trials</h2>',
    summary.discarded.length === 0 ? '<p>None.</p>' : renderReasons(summary.discarded),
    '<h2>Cost</h2>',
    htmlFacts(costFacts(run, summary, trials)),
    '<h2>How it was measured</h2>',
    `<ul>${METHOD.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('\n')}</ul>`,
    htmlFacts(runFacts(run, summary, trials)),
  ];
}

function renderReasons(reasons: readonly Reason[]): string {
  const rows = reasons.slice(0, REASONS_MAX).map(({ reason, count }) => [reason, formatNumber(count)]);
  const rest = reasons.slice(REASONS_MAX).reduce((sum, { count }) => sum + count, 0);
  return htmlTable(['reason', 'calls'], rest === 0 ? rows : [...rows, ['other reasons', formatNumber(rest)]]);
}

function costFacts(
  run: RunRecord,
  { totalUsd, unpriced }: RunSummary,
  trials: readonly TrialRecord[],
): readonly (readonly [string, string])[] {
  const sources = [...new Set(trials.flatMap(({ usage }) => usage?.billingSource ?? []))].join(', ') || 'none';
  return [
    ['All calls', `${formatUsd(totalUsd)} USD${run.simulated ? ', had they been made' : ''}`],
    ['Price book', run.priceBook],
    ['Billed time', sources],
    ...(unpriced === 0 ? [] : ([['Not included', `calls of which nobody has said what they used: ${formatNumber(unpriced)}`]] as const)),
    ...(run.maxUsd === undefined ? [] : ([['Limit', `${run.maxUsd} USD`]] as const)),
  ];
}

function runFacts(run: RunRecord, { generatorLagMs }: RunSummary, trials: readonly TrialRecord[]): readonly (readonly [string, string])[] {
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name} = ${String(value)}`);
  return [
    ['Run', `${run.id}, ${run.status}${run.resumes === 0 ? '' : `, interrupted and taken up again ${run.resumes} times`}`],
    ['Started', new Date(run.createdAtMs).toISOString()],
    ...(run.endedAtMs === undefined ? [] : ([['Ended', new Date(run.endedAtMs).toISOString()]] as const)),
    ['Parameters', parameters.join(', ') || 'none'],
    ['Seed', String(run.seed)],
    ['Trials', formatNumber(trials.length)],
    ['Generator lag', Number.isNaN(generatorLagMs) ? 'unknown' : `${formatNumber(generatorLagMs)} ms (99th percentile)`],
    ...Object.entries(run.surroundings),
  ];
}

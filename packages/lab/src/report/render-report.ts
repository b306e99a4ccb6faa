import type { RunRecord, TrialRecord } from '@skein/contracts';
import type { Interval } from '../statistics/interval.ts';
import { sorted } from '../statistics/quantile.ts';
import { drawChart } from './charts.ts';
import type { GroupComparison } from './compare-runs.ts';
import { escapeHtml, formatNumber, htmlTable } from './html.ts';
import { latencyOf, summarise } from './summary.ts';
import type { GroupSummary, RunSummary } from './summary.ts';

const MS_PER_SECOND = 1_000;
/** Generators later than this are said to be late. */
const LAG_WARNING_MS = 5;
/** Groups with a curve of their own; a picture of more cannot be read. */
const CURVES_MAX = 8;

export interface ReportContent {
  readonly run: RunRecord;
  readonly trials: readonly TrialRecord[];
  /** An earlier run of the same experiment, and what changed since. */
  readonly compared?: { readonly runId: string; readonly groups: readonly GroupComparison[] } | undefined;
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.notice { border-left: 4px solid #d55e00; padding: .5rem 1rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .75rem; border-bottom: 1px solid #8884; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; font-size: 11px; fill: currentColor; } .grid { stroke: #8884; }
figcaption span { margin-right: 1rem; white-space: nowrap; } figcaption i { display: inline-block; width: .8em; height: .8em; margin-right: .3em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }`;

/** One page that needs nothing else: what was measured, how, tables, pictures, costs, and what does not count and why. */
export function renderReport(content: ReportContent): string {
  const { run, trials } = content;
  const summary = summarise(trials);
  const title = `${run.experiment} on ${run.provider}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(run.description)}</p>
${notices(run, summary)
  .map((notice) => `<p class="notice">${escapeHtml(notice)}</p>`)
  .join('\n')}
${[...renderResults(run), ...renderGroups(summary), ...renderPictures(trials), ...renderComparison(content), ...renderDiscarded(summary), ...renderHow(run, summary, trials)].join('\n')}
</body>
</html>
`;
}

function notices({ simulated, status, reason }: RunRecord, { generatorLagMs }: RunSummary): readonly string[] {
  return [
    ...(simulated ? ['Simulated: these figures come from a model of a cloud, not from a cloud.'] : []),
    ...(status === 'completed'
      ? []
      : [`This run is ${status}${reason === undefined ? '' : `: ${reason}`}. What it measured until then follows.`]),
    ...(generatorLagMs > LAG_WARNING_MS
      ? [`The generator sent calls up to ${formatNumber(generatorLagMs)} ms late (99th percentile): the machine was busy.`]
      : []),
  ];
}

function renderResults({ results }: RunRecord): readonly string[] {
  if (results.length === 0) return [];
  const rows = results.map(({ name, value, unit }) => [
    name,
    `${typeof value === 'number' ? formatNumber(value) : String(value)} ${unit}`.trim(),
  ]);
  return ['<h2>Results</h2>', htmlTable(['result', 'value'], rows)];
}

function renderGroups({ groups, totalUsd }: RunSummary): readonly string[] {
  const columns = ['group', 'calls', 'failed', 'cold', 'p50 ms', 'p90 ms', 'p99 ms', 'p99/p50', 'USD/million'];
  return [
    '<h2>Latency and cost</h2>',
    htmlTable(columns, groups.map(groupRow)),
    `<p>In brackets: 95 % intervals. All calls together cost ${escapeHtml(totalUsd.toFixed(9))} USD.</p>`,
  ];
}

function groupRow({ group, count, failures, cold, latency, tailRatio, usdPerMillion }: GroupSummary): readonly string[] {
  const failed =
    failures.estimate === 0
      ? '0'
      : `${formatNumber(failures.estimate * 100)} % [${formatNumber(failures.low * 100)}, ${formatNumber(failures.high * 100)}]`;
  return [
    group,
    String(count),
    failed,
    String(cold),
    withInterval(latency.p50),
    withInterval(latency.p90),
    withInterval(latency.p99),
    formatNumber(tailRatio),
    formatNumber(usdPerMillion),
  ];
}

function withInterval({ estimate, low, high }: Interval): string {
  return `${formatNumber(estimate)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

function renderPictures(trials: readonly TrialRecord[]): readonly string[] {
  const groups = [
    ...Map.groupBy(
      trials.filter(({ status }) => status === 'ok'),
      ({ group }) => group,
    ),
  ].slice(0, CURVES_MAX);
  if (groups.length === 0) return [];
  const curves = groups.map(([name, members]) => {
    const latencies = sorted(members.map(latencyOf));
    return { name, points: latencies.map((latency, index) => [latency, ((index + 1) / latencies.length) * 100] as const) };
  });
  const clouds = groups.map(([name, members]) => ({
    name,
    points: members.map((trial) => [trial.intendedAtMs / MS_PER_SECOND, latencyOf(trial)] as const),
  }));
  return [
    '<h2>Pictures</h2>',
    drawChart({
      title: 'Share of calls that took at most so long',
      xLabel: 'latency, ms',
      yLabel: '% of calls',
      series: curves,
      kind: 'steps',
    }),
    drawChart({
      title: 'Each call when it was sent',
      xLabel: 'seconds since the start',
      yLabel: 'latency, ms',
      series: clouds,
      kind: 'dots',
    }),
  ];
}

function renderComparison({ compared }: ReportContent): readonly string[] {
  if (compared === undefined) return [];
  if (compared.groups.length === 0) return ['<h2>Against an earlier run</h2>', '<p>No group has warm calls in both runs.</p>'];
  const rows = compared.groups.map(({ group, latency, latencyVerdict, duration, durationVerdict }) => [
    group,
    withInterval(latency),
    latencyVerdict,
    duration === undefined ? 'unknown' : withInterval(duration),
    durationVerdict ?? 'unknown',
  ]);
  return [
    '<h2>Against an earlier run</h2>',
    `<p>How many times as long as in run ${escapeHtml(compared.runId)}, warm calls only, 99 % intervals; differences below 5 % are none.</p>`,
    htmlTable(['group', 'latency', 'verdict', 'duration in the function', 'verdict'], rows),
  ];
}

function renderDiscarded({ discarded }: RunSummary): readonly string[] {
  if (discarded.length === 0) return ['<h2>Discarded trials</h2>', '<p>None.</p>'];
  return [
    '<h2>Discarded trials</h2>',
    htmlTable(
      ['reason', 'trials'],
      discarded.map(({ reason, count }) => [reason, String(count)]),
    ),
  ];
}

function renderHow(run: RunRecord, { generatorLagMs }: RunSummary, trials: readonly TrialRecord[]): readonly string[] {
  const sources = [...new Set(trials.flatMap(({ usage }) => usage?.billingSource ?? []))].join(', ') || 'none';
  const facts: readonly (readonly [string, string])[] = [
    ['Run', `${run.id}, ${run.status}, taken up again ${run.resumes} times`],
    ['Started', new Date(run.createdAtMs).toISOString()],
    ['Parameters', JSON.stringify(run.parameters)],
    ['Seed', String(run.seed)],
    ['Price book', `${run.priceBook}; billed time: ${sources}`],
    ['Trials', String(trials.length)],
    ['Generator lag', `${formatNumber(generatorLagMs)} ms (99th percentile)`],
    ...Object.entries(run.surroundings),
    [
      'Method',
      'Latency counts from the moment a call was meant to be sent. Quantiles: Hyndman and Fan, definition 7, with distribution-free intervals between ' +
        'order statistics. Shares: Wilson. Comparisons: Hodges and Lehmann’s shift of logarithms. Failed calls are counted and have no latency.',
    ],
  ];
  return [
    '<h2>How it was measured</h2>',
    `<dl>${facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}</dl>`,
  ];
}

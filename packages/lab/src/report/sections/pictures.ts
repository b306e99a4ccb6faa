import type { TrialRecord } from '@skein/contracts';
import { sorted } from '../../statistics/quantile.ts';
import { drawChart } from '../charts.ts';
import type { Series } from '../charts.ts';
import { latencyScale, linearScale } from '../scales.ts';
import { latencyOf } from '../summary.ts';

/** Told apart also by those who do not see all colours (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999', '#b07a00'] as const;
/** Groups with a curve of their own; a picture of more cannot be read. */
const CURVES_MAX = COLOURS.length;
/** Curves that each have a band, and the calls from which on a band says something; more bands hide each other. */
const BANDS_MAX = 3;
const BAND_CALLS_MIN = 20;
const CONFIDENCE = 0.95;

const KINDS = {
  warm: '#0072b2',
  cold: '#e69f00',
  failed: '#d55e00',
  discarded: '#999999',
} as const;

/** How latency is distributed, and when it was what. */
export function renderPictures(trials: readonly TrialRecord[]): readonly string[] {
  const groups = [...Map.groupBy(trials.filter(isOk), ({ group }) => group)];
  if (groups.length === 0) return [];
  return ['<h2>Distribution and course</h2>', drawDistribution(groups), drawCourse(trials)];
}

function drawDistribution(groups: readonly (readonly [string, readonly TrialRecord[]])[]): string {
  const shown = spread(groups, CURVES_MAX);
  const series = shown.map(([name, members], index): Series => {
    const latencies = sorted(members.map(latencyOf));
    const points = latencies.map((latency, place) => [latency, ((place + 1) / latencies.length) * 100] as const);
    const band = shown.length <= BANDS_MAX && latencies.length >= BAND_CALLS_MIN ? bandOf(latencies.length) : undefined;
    return { name: `${name} (${latencies.length})`, colour: COLOURS[index] ?? COLOURS[0], points, band };
  });
  const left = groups.length - shown.length;
  return drawChart({
    title: 'Share of calls that took at most so long',
    note:
      'Empirical distribution (ECDF) of the latency of calls that succeeded, cold ones too, with the number of calls in brackets' +
      `${series.some(({ band }) => band !== undefined) ? '; shaded: 95 % band for the whole curve' : ''}.${left > 0 ? ` ${shown.length} of ${groups.length} groups are shown.` : ''}`,
    xLabel: 'latency, ms',
    yLabel: '% of calls',
    x: latencyScale(series.flatMap(({ points }) => points.map(([value]) => value))),
    y: linearScale([0, 100]),
    series,
    kind: 'steps',
  });
}

/** Dvoretzky, Kiefer and Wolfowitz's inequality with Massart's constant (1990): half the height of the band, in percent. */
function bandOf(count: number): number {
  return 100 * Math.sqrt(Math.log(2 / (1 - CONFIDENCE)) / (2 * count));
}

function drawCourse(trials: readonly TrialRecord[]): string {
  const { divisor, unit } = unitOf(trials.reduce((last, { intendedAtMs }) => Math.max(last, intendedAtMs), 0));
  const kinds = Map.groupBy(trials, kindOf);
  const series = Object.entries(KINDS).flatMap(([name, colour]): Series[] => {
    const members = kinds.get(name as keyof typeof KINDS) ?? [];
    const points = members.map((trial) => [trial.intendedAtMs / divisor, latencyOf(trial)] as const);
    return members.length === 0 ? [] : [{ name: `${name} (${members.length})`, colour, points }];
  });
  const points = series.flatMap((one) => one.points);
  return drawChart({
    title: 'Each call when it was sent',
    note: 'One dot for each call: cold starts, failures (until the error came) and discarded calls have colours of their own.',
    xLabel: `${unit} since the start`,
    yLabel: 'latency, ms',
    x: linearScale(points.map(([when]) => when)),
    y: latencyScale(points.map(([, latency]) => latency)),
    series,
    kind: 'dots',
  });
}

function kindOf({ status, usage }: TrialRecord): keyof typeof KINDS {
  if (status !== 'ok') return status;
  return (usage?.initMs ?? 0) > 0 ? 'cold' : 'warm';
}

function unitOf(spanMs: number): { readonly divisor: number; readonly unit: string } {
  if (spanMs > 4 * 3_600_000) return { divisor: 3_600_000, unit: 'hours' };
  return spanMs > 240_000 ? { divisor: 60_000, unit: 'minutes' } : { divisor: 1_000, unit: 'seconds' };
}

/** The first, the last, and evenly chosen ones between them. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const places = new Set(Array.from({ length: most }, (_, index) => Math.round((index * (items.length - 1)) / (most - 1))));
  return items.filter((_, index) => places.has(index));
}

function isOk({ status }: TrialRecord): boolean {
  return status === 'ok';
}

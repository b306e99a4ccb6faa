import { escapeHtml, formatNumber } from './html.ts';
import type { Scale } from './scales.ts';

/** The drawing's own coordinates in both directions: it is stretched to the place that the page has, lines and dots keep their size. */
const SIZE = 1_000;
/** Points of one line or cloud: more cannot be seen. */
const POINTS_MAX = 2_000;

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Half the height of a band around a line, in the units of y; none when it is left out. */
  readonly band?: number | undefined;
}

export interface Chart {
  readonly title: string;
  /** What it shows and how it is to be read. */
  readonly note: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly series: readonly Series[];
  /** `steps`: a line that rises in steps; `dots`: a cloud. */
  readonly kind: 'steps' | 'dots';
}

/** A chart with its title above and the names of its series below. Its texts are the page's own, so that a narrow page can be read, too. */
export function drawChart({ title, note, xLabel, yLabel, x, y, series, kind }: Chart): string {
  const draw = kind === 'steps' ? drawSteps : drawDots;
  const legend = series.map(({ name, colour }) => `<span><i style="background:${colour}"></i>${escapeHtml(name)}</span>`);
  return `<figure>
<figcaption><strong>${escapeHtml(title)}</strong><br>${escapeHtml(note)}</figcaption>
<div class="axis">${escapeHtml(`${yLabel}${y.kind === 'linear' ? '' : ' (logarithmic)'}`)}</div>
<div class="plot"><svg viewBox="0 0 ${SIZE} ${SIZE}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(title)}">
${[...grid(x, y), ...series.map((one) => draw(one, x, y))].join('\n')}
</svg>
${y.ticks.map((tick) => `<span class="y" style="bottom:${percent(y, tick)}">${formatNumber(tick)}</span>`).join('')}
${x.ticks.map((tick, index) => `<span class="${index % 2 === 0 ? 'x' : 'x odd'}" style="left:${percent(x, tick)}">${formatNumber(tick)}</span>`).join('')}
</div>
<div class="axis end">${escapeHtml(`${xLabel}${x.kind === 'linear' ? '' : ' (logarithmic)'}`)}</div>
<div class="legend">${legend.join(' ')}</div></figure>`;
}

function grid(x: Scale, y: Scale): readonly string[] {
  const across = y.ticks.map((tick) => `M0,${down(y, tick)}H${SIZE}`).join('');
  const upright = x.ticks.map((tick) => `M${along(x, tick)},0V${SIZE}`).join('');
  return [`<path class="grid" d="${across}${upright}"/>`];
}

function drawSteps({ points, colour, band }: Series, x: Scale, y: Scale): string {
  const kept = thin(points);
  const line = stepsThrough(kept, x, y);
  const area = band === undefined ? '' : drawBand(kept, band, colour, x, y);
  return `${area}<path class="line" stroke="${colour}" d="${line}"/>`;
}

function stepsThrough(points: Series['points'], x: Scale, y: Scale): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const start = `M${along(x, first[0])},${down(y, 0)}V${down(y, first[1])}`;
  return start + rest.map(([across, up]) => `H${along(x, across)}V${down(y, up)}`).join('');
}

function drawBand(points: Series['points'], band: number, colour: string, x: Scale, y: Scale): string {
  const edge = (sign: number): readonly string[] =>
    points.map(([across, up]) => `${along(x, across)},${down(y, Math.min(100, Math.max(0, up + sign * band)))}`);
  return `<polygon fill="${colour}" fill-opacity="0.15" points="${[...edge(1), ...edge(-1).toReversed()].join(' ')}"/>`;
}

/** Lines without a length have round ends of the stroke's width: dots that stay round however the drawing is stretched. */
function drawDots({ points, colour }: Series, x: Scale, y: Scale): string {
  const dots = thin(points).map(([across, up]) => `M${along(x, across)},${down(y, up)}h0`);
  return `<path class="dots" stroke="${colour}" d="${dots.join('')}"/>`;
}

function along(scale: Scale, value: number): string {
  return (scale.place(value) * SIZE).toFixed(1);
}

function down(scale: Scale, value: number): string {
  return ((1 - scale.place(value)) * SIZE).toFixed(1);
}

function percent(scale: Scale, value: number): string {
  return `${(scale.place(value) * 100).toFixed(2)}%`;
}

function thin<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / POINTS_MAX);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

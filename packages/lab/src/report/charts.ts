import { escapeHtml, formatNumber } from './html.ts';

/** Of the drawing's own coordinates; on the page it is as wide as there is room. */
const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 36;
const TOP = 10;
const RIGHT = 12;
/** Told apart also by those who do not see all colours (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'] as const;
/** Points of one line or cloud: more cannot be seen. */
const POINTS_MAX = 500;

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** `steps`: a line that rises in steps; `dots`: a cloud. */
  readonly kind: 'steps' | 'dots';
}

/** A chart as SVG, with the names of its series below it. */
export function drawChart({ title, xLabel, yLabel, series, kind }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const x = scaleOf(
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scaleOf(
    points.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const drawn = series.map((one, index) => (kind === 'steps' ? drawSteps(one, x, y, colour(index)) : drawDots(one, x, y, colour(index))));
  const parts = [drawAxes(x, y, xLabel, yLabel), ...drawn];
  const legend = series.map(({ name }, index) => `<span><i style="background:${colour(index)}"></i>${escapeHtml(name)}</span>`).join(' ');
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${parts.join('\n')}</svg>
<figcaption>${escapeHtml(title)}<br>${legend}</figcaption></figure>`;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly place: (value: number) => number;
}

function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(
    0,
    ...finite.slice(0, 1),
    finite.reduce((least, value) => Math.min(least, value), Infinity),
  );
  const high = finite.reduce((most, value) => Math.max(most, value), low + Number.EPSILON);
  const start = Number.isFinite(low) ? low : 0;
  const span = high - start || 1;
  return { low: start, high: start + span, place: (value) => from + ((value - start) / span) * (to - from) };
}

function drawAxes(x: Scale, y: Scale, xLabel: string, yLabel: string): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const along = ({ low, high }: Scale, share: number): number => low + (high - low) * share;
  const xTicks = ticks.map((share) => {
    const place = x.place(along(x, share));
    return `<text x="${place.toFixed(1)}" y="${HEIGHT - BOTTOM + 14}" text-anchor="${share === 1 ? 'end' : 'middle'}">${formatNumber(along(x, share))}</text>`;
  });
  const yTicks = ticks.map((share) => {
    const place = y.place(along(y, share)).toFixed(1);
    const text = `<text x="${LEFT - 6}" y="${place}" text-anchor="end" dominant-baseline="middle">${formatNumber(along(y, share))}</text>`;
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place}" y2="${place}"/>${text}`;
  });
  const names = `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${escapeHtml(xLabel)}</text>
<text x="${LEFT}" y="${TOP + 2}" dx="4" dominant-baseline="hanging">${escapeHtml(yLabel)}</text>`;
  return [...yTicks, ...xTicks, names].join('\n');
}

function drawSteps({ points }: Series, x: Scale, y: Scale, stroke: string): string {
  const [first, ...rest] = thin(points);
  if (first === undefined) return '';
  const start = `M${x.place(first[0]).toFixed(1)},${y.place(0).toFixed(1)}V${y.place(first[1]).toFixed(1)}`;
  const steps = rest.map(([across, up]) => `H${x.place(across).toFixed(1)}V${y.place(up).toFixed(1)}`).join('');
  return `<path d="${start}${steps}" fill="none" stroke="${stroke}" stroke-width="2"/>`;
}

function drawDots({ points }: Series, x: Scale, y: Scale, fill: string): string {
  const dots = thin(points).map(([across, up]) => `<circle cx="${x.place(across).toFixed(1)}" cy="${y.place(up).toFixed(1)}" r="2.5"/>`);
  return `<g fill="${fill}" fill-opacity="0.6">${dots.join('')}</g>`;
}

function thin<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / POINTS_MAX);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? COLOURS[0];
}

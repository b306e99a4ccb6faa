/** Where values lie along an axis, from 0 to 1, and the values at which it is labelled. */
export interface Scale {
  readonly kind: 'linear' | 'logarithmic';
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Labels of an axis, about. */
const TICKS = 5;
/** Steps that people count by. */
const STEPS = [1, 2, 5, 10] as const;
const FLOATING_POINT_NOISE = 1e-9;
/** Values below this are as good as 0 on an axis. */
const SMALLEST = 1e-6;
/** Spread of positive values above which an axis is logarithmic, so that both the quick and the slow can be seen. */
const SPREAD_MAX = 20;

/** Room above the highest value where that is not itself labelled, as a share of the axis. */
const HEADROOM = 0.02;

/** From 0, or from a round value below the lowest where that is negative, to the highest value, labelled at round ones. */
export function linearScale(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const lowest = finite.reduce((least, value) => Math.min(least, value), 0);
  const highest = finite.reduce((most, value) => Math.max(most, value), lowest);
  const step = roundStep((highest - lowest) / TICKS);
  const from = Math.floor(lowest / step) * step;
  const count = Math.max(1, Math.floor((highest - from) / step + FLOATING_POINT_NOISE));
  const ticks = Array.from({ length: count + 1 }, (_, index) => from + index * step);
  const labelled = from + count * step;
  const to = highest > labelled + step * FLOATING_POINT_NOISE ? highest + (highest - from) * HEADROOM : labelled;
  return { kind: 'linear', place: (value) => (value - from) / (to - from), ticks };
}

/** Between powers of ten, or their double or fivefold, around positive values; linear where they are close together or not positive. */
export function latencyScale(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = finite.reduce((most, value) => Math.max(most, value), 0);
  if (lowest < SMALLEST || highest / lowest <= SPREAD_MAX) return linearScale(values);
  const all = Array.from({ length: 40 }, (_, index) => index - 20).flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power));
  const from = all.findLast((tick) => tick <= lowest) ?? lowest;
  const to = all.find((tick) => tick >= highest) ?? highest;
  const inside = all.filter((tick) => tick >= from && tick <= to);
  const decades = inside.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9));
  return {
    kind: 'logarithmic',
    place: (value) => Math.log(Math.max(value, from) / from) / Math.log(to / from),
    ticks: inside.length > 2 * TICKS ? [from, ...decades.filter((tick) => tick > from * 2 && tick < to / 2), to] : inside,
  };
}

function roundStep(wanted: number): number {
  if (!(wanted > SMALLEST)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * (STEPS.find((step) => step * power >= wanted * (1 - 1e-9)) ?? 10);
}

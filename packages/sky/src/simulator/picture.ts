import type { Comparison } from './compare.ts';

const ROW_HEIGHT = 26;
const LABEL_WIDTH = 190;
const PLOT_WIDTH = 560;
const MARGIN = 24;
const TITLE_HEIGHT = 56;
const BAR_COLOURS = ['#3b6ea5', '#a5713b', '#5a8f5a', '#8a5a8f'];

/** The comparison as an SVG picture: one bar for each policy and number of calls, with its interval. Ratio 1 is the left edge. */
export function drawComparison(comparisons: readonly Comparison[], title: string): string {
  const calls = [...new Set(comparisons.map((each) => each.calls))];
  const policies = [...new Set(comparisons.map((each) => each.policy))];
  const most = Math.max(1.2, ...comparisons.map(({ high }) => high));
  const x = (ratio: number): number => LABEL_WIDTH + (Math.max(0, ratio - 1) / (most - 1)) * PLOT_WIDTH;
  const height = TITLE_HEIGHT + policies.length * calls.length * ROW_HEIGHT + MARGIN * 2;
  const width = LABEL_WIDTH + PLOT_WIDTH + 3 * MARGIN;
  const rows = policies.flatMap((policy, group) =>
    calls.map((count, at) => {
      const found = comparisons.find((each) => each.policy === policy && each.calls === count);
      const top = TITLE_HEIGHT + (group * calls.length + at) * ROW_HEIGHT;
      return found === undefined ? '' : drawRow(found, top, x, BAR_COLOURS[at % BAR_COLOURS.length] ?? '');
    }),
  );
  const axis = drawAxis(most, x, height - MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    `<text x="${MARGIN / 2}" y="20" font-size="14">${escapeText(title)}</text>`,
    `<text x="${MARGIN / 2}" y="38" fill="#555">cost over the best fixed arm in hindsight; lines are 95 % intervals; simulated</text>`,
    ...rows,
    axis,
    '</svg>\n',
  ].join('\n');
}

function drawRow({ policy, calls, ratio, low, high }: Comparison, top: number, x: (ratio: number) => number, colour: string): string {
  const middle = top + ROW_HEIGHT / 2;
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escapeText(policy)}, ${calls} calls</text>`,
    `<rect x="${LABEL_WIDTH}" y="${top + 5}" width="${(x(ratio) - LABEL_WIDTH).toFixed(1)}" height="${ROW_HEIGHT - 10}" fill="${colour}"/>`,
    `<line x1="${x(low).toFixed(1)}" x2="${x(high).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="black" stroke-width="2"/>`,
    `<text x="${(x(Math.max(ratio, high)) + 6).toFixed(1)}" y="${middle + 4}">${ratio.toFixed(3)}</text>`,
  ].join('\n');
}

function drawAxis(most: number, x: (ratio: number) => number, bottom: number): string {
  const step = most > 3 ? 1 : most > 1.6 ? 0.2 : 0.1;
  const marks = Array.from({ length: Math.floor((most - 1) / step) + 1 }, (_, index) => 1 + index * step);
  return marks
    .map(
      (mark) =>
        `<line x1="${x(mark).toFixed(1)}" x2="${x(mark).toFixed(1)}" y1="${TITLE_HEIGHT}" y2="${bottom - 8}" stroke="#ddd"/>` +
        `<text x="${x(mark).toFixed(1)}" y="${bottom + 8}" text-anchor="middle">${mark.toFixed(1)}</text>`,
    )
    .join('\n');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

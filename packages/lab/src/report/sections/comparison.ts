import type { GroupComparison } from '../compare-runs.ts';
import { formatInterval } from '../format-interval.ts';
import { escapeHtml, formatNumber, htmlTable } from '../html.ts';

export interface Compared {
  readonly runId: string;
  readonly groups: readonly GroupComparison[];
}

/** What changed since an earlier run; nothing when there is none to compare with. */
export function renderComparison(compared: Compared | undefined): readonly string[] {
  if (compared === undefined) return [];
  if (compared.groups.length === 0) return ['<h2>Against an earlier run</h2>', '<p>No group has warm calls in both runs.</p>'];
  const rows = compared.groups.map(({ group, latency, latencyVerdict, duration, durationVerdict }) => [
    group,
    formatInterval(latency, formatNumber),
    latencyVerdict,
    duration === undefined ? 'unknown' : formatInterval(duration, formatNumber),
    durationVerdict ?? 'unknown',
  ]);
  return [
    '<h2>Against an earlier run</h2>',
    `<p>How many times as long as in run ${escapeHtml(compared.runId)}, warm calls only, 99 % intervals; differences below 5 % are none.</p>`,
    htmlTable(['group', 'latency', 'verdict', 'duration in the function', 'verdict'], rows),
  ];
}

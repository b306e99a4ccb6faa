import type { RunRecord, TrialRecord } from '@skein/contracts';
import { escapeHtml } from './html.ts';
import { renderComparison } from './sections/comparison.ts';
import type { Compared } from './sections/comparison.ts';
import { renderGroups } from './sections/groups.ts';
import { renderMethod } from './sections/method.ts';
import { renderOverview, titleOf } from './sections/overview.ts';
import { renderPictures } from './sections/pictures.ts';
import { STYLE } from './style.data.ts';
import { summarise } from './summary.ts';

export interface ReportContent {
  readonly run: RunRecord;
  readonly trials: readonly TrialRecord[];
  /** An earlier run of the same experiment, and what changed since. */
  readonly compared?: Compared | undefined;
}

/** One page that needs nothing else: what was measured, how, tables, pictures, costs, and what does not count and why. */
export function renderReport({ run, trials, compared }: ReportContent): string {
  const summary = summarise(trials);
  const sections = [
    ...renderOverview(run, summary),
    ...renderPictures(trials),
    ...renderGroups(summary),
    ...renderComparison(compared),
    ...renderMethod(run, summary, trials),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(titleOf(run))}</title>
<style>${STYLE}</style>
</head>
<body>
${sections.join('\n')}
</body>
</html>
`;
}

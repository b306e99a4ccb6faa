/** What tests of other packages use of the recorded cases. */
import { readFileSync } from 'node:fs';
import { OUTCOMES_PATH, hasRecordings, readHistories } from './recorded-cases.ts';
import type { Outcomes } from './recorded-cases.ts';
import type { HistoryCase } from './recorded-histories.ts';

export { RecordingMatcher, applyReplacements } from './match-recording.ts';
export { invokeRecorded } from './stand-in-functions.ts';
export type { RecordedFunction } from './stand-in-functions.ts';
export { compareHistory } from './recorded-histories.ts';
export type { HistoryCase } from './recorded-histories.ts';
export { hasRecordings } from './recorded-cases.ts';

/** The recorded histories that the engine passes; none when the folder of recordings is missing. */
export function readPassingHistories(): readonly HistoryCase[] {
  if (!hasRecordings) return [];
  const { history } = JSON.parse(readFileSync(OUTCOMES_PATH, 'utf8')) as Outcomes;
  return readHistories().filter(({ id }) => history.passes.includes(id));
}

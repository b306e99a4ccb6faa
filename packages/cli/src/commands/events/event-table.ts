import type { EventShown } from '@skein/client';
import { renderAge } from '../../output/duration.ts';
import { fit } from '../../output/fit.ts';
import { renderTable } from '../../output/table.ts';

/** Columns of a terminal that is as narrow as they come. */
const WIDTH = 80;
/** What is left in such a line beside a status, three digits of runs, an age, an id and the gaps. */
const NAME_WIDTH = 19;
const INDENT = '  ';

type Listed = Pick<EventShown, 'id' | 'functionName' | 'qualifier' | 'status' | 'attempts' | 'acceptedAtMs' | 'dueAtMs' | 'error'>;

/** Events for people, in 80 columns: one line for each with its whole id, below it when it runs next, and the beginning of its error. */
export function renderEvents(events: readonly Listed[], nowMs: number): string {
  const lines = renderTable(
    ['status', 'function', 'runs', 'age', 'event'],
    events.map((event) => toRow(event, nowMs)),
  ).split('\n');
  // The first line is the headings.
  return lines.flatMap((line, index) => [line, ...below(events[index - 1], nowMs)]).join('\n');
}

/** The name by which the function was called. */
export function calledName({ functionName, qualifier }: Pick<EventShown, 'functionName' | 'qualifier'>): string {
  return qualifier === null ? functionName : `${functionName}:${qualifier}`;
}

function toRow(event: Listed, nowMs: number): string[] {
  const { id, status, attempts, acceptedAtMs } = event;
  return [status, fit(calledName(event), NAME_WIDTH), String(attempts), renderAge(nowMs - acceptedAtMs), id];
}

function below(event: Listed | undefined, nowMs: number): readonly string[] {
  const text = event === undefined ? '' : [nextRun(event, nowMs), event.error ?? ''].filter((part) => part !== '').join(' after ');
  return text === '' ? [] : [`${INDENT}${fit(text, WIDTH - INDENT.length)}`];
}

/** Empty for an event that is due: it runs, or does as soon as there is room. */
function nextRun({ status, dueAtMs }: Listed, nowMs: number): string {
  return status === 'QUEUED' && dueAtMs > nowMs ? `next run in ${renderAge(dueAtMs - nowMs)}` : '';
}

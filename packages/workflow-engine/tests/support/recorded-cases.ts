import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkChoices } from './recorded-choices.ts';
import type { ChoiceCase } from './recorded-choices.ts';
import { checkHistory } from './recorded-histories.ts';
import type { HistoryCase } from './recorded-histories.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folder = path.resolve(repository, process.env['SKEIN_SHARED'] ?? '../shared', 'data/asl');

/** Where the outcome of every recorded case is kept. */
export const OUTCOMES_PATH: string = path.join(import.meta.dirname, '../passing-cases.json');

/** Whether the folder of recorded cases is there; a stranger's clone does not have it. */
export const hasRecordings: boolean = existsSync(path.join(folder, 'history.jsonl'));

/** Which recorded cases pass, and why the others do not. */
export interface Outcomes {
  readonly choice: { readonly rows: number; readonly fails: Readonly<Record<string, string>> };
  readonly history: {
    /** How many cases use only what the engine offers today, and how many of those pass. */
    readonly offered: number;
    readonly passed: number;
    readonly passes: readonly string[];
    /** Cases that use what comes later, by the reason. */
    readonly later: Readonly<Record<string, readonly string[]>>;
    readonly fails: Readonly<Record<string, string>>;
  };
}

/** The recorded histories. */
export function readHistories(): readonly HistoryCase[] {
  return readLines('history.jsonl') as readonly HistoryCase[];
}

/** Runs every recorded case. */
export function checkRecordings(): Outcomes {
  return { choice: checkAllChoices(), history: checkAllHistories() };
}

function checkAllChoices(): Outcomes['choice'] {
  const rows = (readLines('choice.jsonl') as readonly ChoiceCase[]).flatMap((table) =>
    checkChoices(table).map((difference, index) => ({ name: `${shortName(table.id)} row ${index}`, difference })),
  );
  return {
    rows: rows.length,
    fails: Object.fromEntries(rows.flatMap(({ name, difference }) => (difference === undefined ? [] : [[name, difference]]))),
  };
}

function checkAllHistories(): Outcomes['history'] {
  const results = readHistories().map((recorded) => ({ name: recorded.id, difference: checkHistory(recorded) }));
  const passes = results.filter(({ difference }) => difference === undefined).map(({ name }) => name);
  const refused = results.filter(({ difference }) => difference !== undefined && laterReason(difference) !== undefined);
  const reasons = new Set(refused.map(({ difference }) => laterReason(difference ?? '') ?? ''));
  const later = Object.fromEntries(
    [...reasons].map((reason) => [
      reason,
      refused.filter(({ difference }) => laterReason(difference ?? '') === reason).map(({ name }) => name),
    ]),
  );
  const fails = Object.fromEntries(
    results.flatMap(({ name, difference }) =>
      difference === undefined || laterReason(difference) !== undefined ? [] : [[name, difference]],
    ),
  );
  return { offered: results.length - refused.length, passed: passes.length, passes, later, fails };
}

/** What of the language a refused definition uses that the engine does not offer yet. */
function laterReason(difference: string): string | undefined {
  if (!difference.startsWith('InvalidDefinition')) return undefined;
  if (difference.includes('JSONata')) return 'the query language JSONata';
  if (difference.includes('distributed Map')) return 'the distributed Map';
  return difference.includes('service integrations') ? 'service integrations other than lambda:invoke' : undefined;
}

function shortName(id: string): string {
  return id.slice(id.lastIndexOf('::') + 2);
}

function readLines(name: string): readonly unknown[] {
  const lines = readFileSync(path.join(folder, name), 'utf8').trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

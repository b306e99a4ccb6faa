import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkApiCase, hasRecordings, readApiCases, reasonToPassOver } from '../support/recorded-api.ts';
import { startTestServer } from '../support/test-server.ts';

/** What passes and what not. After the API has learned something, delete the file, run this test, and read the difference. */
const OUTCOMES_PATH = path.join(import.meta.dirname, '../support/recorded-api.json');

interface Outcomes {
  readonly passes: string[];
  /** Cases that use what is not offered, by the reason. */
  readonly later: Record<string, string[]>;
  readonly fails: Record<string, string>;
}

async function runCases(): Promise<Outcomes> {
  await using server = await startTestServer();
  const outcomes: Outcomes = { passes: [], later: {}, fails: {} };
  for (const file of ['api.jsonl', 'test_state.jsonl'] as const) {
    for (const recorded of readApiCases(file)) {
      const reason = reasonToPassOver(recorded);
      const difference = reason === undefined ? await checkApiCase(server, recorded) : undefined;
      if (reason !== undefined) (outcomes.later[reason] ??= []).push(recorded.id);
      else if (difference === undefined) outcomes.passes.push(recorded.id);
      else outcomes.fails[recorded.id] = difference;
    }
  }
  return outcomes;
}

describe.skipIf(!hasRecordings)('recorded calls to the Step Functions API (needs the folder SKEIN_SHARED)', () => {
  test('what passes and what not, by name and reason, is what the list says', { timeout: 300_000 }, async () => {
    const outcomes = await runCases();
    if (process.env['SKEIN_RENEW_RECORDED'] !== undefined) writeFileSync(OUTCOMES_PATH, `${JSON.stringify(outcomes, null, 2)}\n`);
    expect(outcomes).toEqual(JSON.parse(readFileSync(OUTCOMES_PATH, 'utf8')));
  });
});

import { ESCAPE_ATTEMPTS } from '@skein/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage } from './support/escape-stage.ts';
import type { EscapeStage } from './support/escape-stage.ts';
import { expectedOutcomes } from './support/expected-outcomes.ts';

const TIMEOUT = { timeout: 120_000 };

describe('The `process` driver runs the suite too, and the table of what it does not stop is true', () => {
  let stage: EscapeStage;

  beforeAll(async () => {
    stage = await openStage('process');
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('the hostile functions know the attempts of the table and no others', async () => {
    const known = JSON.parse((await stage.server.invoke('hostile', '{}')).text) as string[];
    expect(known).toEqual(ESCAPE_ATTEMPTS.map(({ attempt }) => attempt).toSorted());
  });

  test.each(ESCAPE_ATTEMPTS.map((row) => [row.attempt, row.underProcess, row] as const))('%s: succeeds %s', TIMEOUT, async (...row) => {
    const [, , attempt] = row;
    const { outcome, detail } = await stage.attempt(attempt);
    expect(expectedOutcomes(attempt, process.getuid?.() === 0), detail).toContain(outcome);
  });

  test('the victim of the attempts is there to be signalled', () => {
    expect(stage.world.victim.wasSignalled).toBe(true);
  });
});

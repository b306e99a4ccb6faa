import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decide, readDefinition } from '../src/index.ts';
import type { Decision } from '../src/index.ts';
import { OUTCOMES_PATH, checkRecordings, hasRecordings, readHistories } from './support/recorded-cases.ts';
import type { Outcomes } from './support/recorded-cases.ts';
import { runRecorded } from './support/recorded-histories.ts';
import { throughText } from './support/run-execution.ts';

const kept = JSON.parse(readFileSync(OUTCOMES_PATH, 'utf8')) as Outcomes;

describe('the list of recorded cases', () => {
  test('Recorded cases of asl: choice 100 %', () => {
    expect(kept.choice.rows).toBeGreaterThan(300);
    expect(kept.choice.fails).toEqual({});
  });

  test('history at least 95 % of those that use only what is listed above (and at least half of all 172), compared strictly', () => {
    const later = Object.values(kept.history.later).flat().length;
    expect(kept.history.offered + later).toBe(172);
    expect(kept.history.passed).toBe(kept.history.passes.length);
    expect(kept.history.passed / kept.history.offered).toBeGreaterThanOrEqual(0.95);
    expect(kept.history.passed).toBeGreaterThanOrEqual(86);
  });
});

describe.skipIf(!hasRecordings)('the recorded cases of the real service (needs the folder SKEIN_SHARED)', () => {
  test('what passes and what not, by name and reason, is what the list says', () => {
    expect(checkRecordings()).toEqual(kept);
  });

  test('crash at every commit of every passing recorded case: output and history are those of the uncrashed run', () => {
    let crashes = 0;
    for (const recorded of readHistories().filter(({ id }) => kept.history.passes.includes(id))) {
      const result = readDefinition(recorded.definition);
      if (!result.valid) throw new Error(`${recorded.id} is not valid`);
      const uncrashed = runRecorded(recorded, result.machine, { store: throughText });
      for (let crashAfter = 1; crashAfter <= uncrashed.decisions; crashAfter += 1) {
        const crashed = runRecorded(recorded, result.machine, { store: throughText, crashAfter });
        expect(crashed).toEqual(uncrashed);
        crashes += 1;
      }
    }
    expect(crashes).toBeGreaterThan(kept.history.passed);
  });

  test('a decision made again from the same state, event, time and seed is the same', () => {
    for (const recorded of readHistories().filter(({ id }) => kept.history.passes.includes(id))) {
      const result = readDefinition(recorded.definition);
      if (!result.valid) throw new Error(`${recorded.id} is not valid`);
      const observe = (repeat: () => Decision, decision: Decision): void => {
        expect(repeat()).toEqual(decision);
        const late = decide(
          result.machine,
          throughText(decision.state),
          { type: 'task-succeeded', taskId: 999, payload: '1' },
          { nowMs: 0, seed: '' },
        );
        if (decision.state.ready.length === 0) expect(late.state).toEqual(throughText(decision.state));
      };
      runRecorded(recorded, result.machine, { observe });
    }
  });
});

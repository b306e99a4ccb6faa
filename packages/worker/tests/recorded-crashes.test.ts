import { hasRecordings, readPassingHistories } from '@skein/workflow-engine/recordings';
import { expect, test } from 'vitest';
import { runRecordedCase } from './support/recorded-runner.ts';
import { openWorld } from './support/workflow-world.ts';

test.skipIf(!hasRecordings)(
  "crash at every commit of every passing recorded case: with the real runner and store, output and history equal the uncrashed run's",
  { timeout: 300_000 },
  async () => {
    await using world = await openWorld();
    let crashes = 0;
    for (const [index, recorded] of readPassingHistories().entries()) {
      const uncrashed = await runRecordedCase(world.backend, recorded, `case-${index}`);
      for (let commits = 1; commits <= uncrashed.commits; commits += 1) {
        const crashed = await runRecordedCase(world.backend, recorded, `case-${index}-crash-${commits}`, commits);
        expect({ id: recorded.id, commits, ...crashed.record }).toEqual({ id: recorded.id, commits, ...uncrashed.record });
        expect(crashed.history, `${recorded.id}, crashed after commit ${commits}`).toBe(uncrashed.history);
        crashes += 1;
      }
    }
    expect(crashes).toBeGreaterThan(100);
    expect(await world.backend.executions.listRunning()).toEqual([]);
  },
);

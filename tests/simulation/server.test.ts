import type { Invoker } from '@skein/ports';
import { describe, expect, test } from 'vitest';
import { KEPT_SEEDS } from './kept-seeds.data.ts';
import { passThrough } from './support/pass-through.ts';
import { SECONDS_EACH } from './support/seconds.ts';
import { simulateServer } from './support/simulate-server.ts';
import type { CommitFate, Sabotage } from './support/simulated-server.ts';

/** Longest time one seed may take on a machine that does much else, in ms: it only ends a test that hangs. */
const SEED_MAX_MS = 60_000;
/** A life short enough to be lived once for each of its commits, twice. */
const SHORT = { loadMs: 1_500 };
const SHORT_SEED = 6;

describe('the simulated server: slow, dying, lying sandboxes; crashes of the server at commits', () => {
  test.each(KEPT_SEEDS)('kept seed %i breaks nothing', { timeout: SEED_MAX_MS }, async (seed) => {
    expect((await simulateServer(seed)).violations).toEqual([]);
  });

  test('fresh seeds break nothing', { timeout: SECONDS_EACH * 1000 + SEED_MAX_MS }, async () => {
    const endMs = performance.now() + SECONDS_EACH * 1000;
    for (let seed = Date.now() % 2 ** 31; performance.now() < endMs; seed += 1) {
      const { violations } = await simulateServer(seed);
      expect(violations, `replay with: npm run simulate -- --seed ${seed}`).toEqual([]);
    }
  });

  test('the same seed gives the same trace, another seed another one', { timeout: SEED_MAX_MS }, async () => {
    const [one, same, other] = [await simulateServer(7), await simulateServer(7), await simulateServer(8)];
    expect(one.runs).toBeGreaterThan(50);
    expect(one.crashes).toBeGreaterThan(0);
    expect(same).toEqual(one);
    expect(other.traceDigest).not.toBe(one.traceDigest);
  });

  test.each<CommitFate>(['crash before', 'crash after'])(
    'crashes of the server at each commit, one after the other: %s it',
    { timeout: 4 * SEED_MAX_MS },
    async (fate) => {
      const { commits } = await simulateServer(SHORT_SEED, { ...SHORT, crash: { atCommit: 0, fate: 'goes well' } });
      expect(commits).toBeGreaterThan(10);
      for (let atCommit = 1; atCommit <= commits; atCommit += 1) {
        const { violations, crashes } = await simulateServer(SHORT_SEED, { ...SHORT, crash: { atCommit, fate } });
        expect({ atCommit, violations, crashes }).toEqual({ atCommit, violations: [], crashes: 1 });
      }
    },
  );
});

/** An invoker that mixes up answers: each caller gets that of the one before. */
function mixUp(invoker: Invoker): Invoker {
  let before: Buffer | undefined;
  return {
    invoke: (invocation, { response }) =>
      invoker.invoke(invocation, {
        response: {
          write(chunk) {
            response.write(before ?? chunk);
            before = chunk;
          },
        },
      }),
  };
}

describe('the simulation reports a server that', () => {
  const broken: readonly [string, string, Sabotage][] = [
    [
      'acknowledges an event before it is on the disk',
      'an acknowledged event is gone and never ran',
      { queue: (queue) => ({ ...passThrough(queue), append: (event) => Promise.resolve(void queue.append(event)) }) },
    ],
    [
      'removes an event before it has run',
      'an acknowledged event is gone and never succeeded',
      {
        queue: (queue) => ({
          ...passThrough(queue),
          async dueEvents(lane, name, nowMs, page) {
            const due = await queue.dueEvents(lane, name, nowMs, page);
            for (const { id } of due) await queue.remove(id);
            return due;
          },
        }),
      },
    ],
    [
      'forgets why an event was given up',
      'an event was given up without its error',
      {
        queue: (queue) => ({
          ...passThrough(queue),
          setProgress: (id, progress) => queue.setProgress(id, { ...progress, error: undefined }),
        }),
      },
    ],
    [
      'tries an event too seldom',
      'an event was given up too early',
      {
        queue: (queue) => ({
          ...passThrough(queue),
          setProgress: (id, progress) =>
            queue.setProgress(id, { ...progress, status: progress.attempts === 2 ? 'FAILED' : progress.status }),
        }),
      },
    ],
    ['gives a caller the answer of another', 'a call got an answer that is not its own', { invoker: mixUp }],
  ];

  test.each(broken)('%s', { timeout: 3 * SEED_MAX_MS }, async (_name, violation, sabotage) => {
    const found = new Set<string>();
    // About every third seed has a crash at a moment that shows it.
    for (let seed = 21; seed < 41 && !found.has(violation); seed += 1) {
      for (const broke of (await simulateServer(seed, { sabotage })).violations) found.add(broke);
    }
    expect([...found]).toContain(violation);
  });
});

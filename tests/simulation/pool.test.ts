import { describe, expect, test } from 'vitest';
import { KEPT_SEEDS } from './kept-seeds.data.ts';
import { SECONDS_EACH } from './support/seconds.ts';
import { simulatePool } from './support/simulate-pool.ts';
import type { Pool } from './support/simulate-pool.ts';
import type { SimulatedSandbox } from './support/simulated-sandboxes.ts';
import type { PooledSandbox } from '@skein/sandbox';

describe('the simulated pool', () => {
  test.each(KEPT_SEEDS)('kept seed %i breaks nothing', async (seed) => {
    expect((await simulatePool(seed)).violations).toEqual([]);
  });

  test('fresh seeds break nothing', { timeout: (SECONDS_EACH + 60) * 1000 }, async () => {
    const endMs = performance.now() + SECONDS_EACH * 1000;
    for (let seed = Date.now() % 2 ** 31; performance.now() < endMs; seed += 1) {
      const { violations } = await simulatePool(seed);
      expect(violations, `replay with: npm run simulate -- --seed ${seed}`).toEqual([]);
    }
  });

  test('the same seed gives the same trace, another seed another one', async () => {
    const [one, same, other] = [await simulatePool(7), await simulatePool(7), await simulatePool(8)];
    expect(one.calls).toBeGreaterThan(100);
    expect(same).toEqual(one);
    expect(other.traceDigest).not.toBe(one.traceDigest);
  });
});

/** Every warm sandbox ever handed out, for pools that do what they must not. */
function remembering(pool: Pool, misbehave: (seen: PooledSandbox<SimulatedSandbox>[], revisionId: string) => unknown): Pool {
  const seen: PooledSandbox<SimulatedSandbox>[] = [];
  return {
    takeIdle: (revisionId) => (misbehave(seen, revisionId) as PooledSandbox<SimulatedSandbox> | undefined) ?? pool.takeIdle(revisionId),
    take: async (request) => {
      const taken = await pool.take(request);
      seen.push(taken.pooled);
      return taken;
    },
    release: (pooled) => pool.release(pooled),
    retire: (revisionId) => pool.retire(revisionId),
    prewarm: async (interpreter) => await pool.prewarm(interpreter),
    close: async () => await pool.close(),
  };
}

describe('the checker reports a pool that', () => {
  const functionOf = (revisionId: string): string => revisionId.split(':')[0] ?? '';
  const broken: readonly [string, string, (pool: Pool) => Pool][] = [
    [
      'runs two calls in one sandbox',
      'two calls in one sandbox',
      (pool) => remembering(pool, (seen, id) => seen.find(({ revisionId, sandbox }) => revisionId === id && sandbox.calls > 0)),
    ],
    [
      "serves another revision's code",
      "another revision's sandbox",
      (pool) =>
        remembering(pool, (seen, id) => seen.find(({ revisionId }) => revisionId !== id && functionOf(revisionId) === functionOf(id))),
    ],
    [
      'dispatches to a dead sandbox',
      'a dead sandbox was dispatched to',
      (pool) => remembering(pool, (seen, id) => seen.find(({ revisionId, sandbox }) => revisionId === id && !sandbox.alive)),
    ],
    [
      'exceeds the limit',
      'the limit is exceeded',
      (pool) => ({
        ...remembering(pool, () => undefined),
        take: async (request) => await pool.take({ ...request, memoryMb: 1 + request.memoryMb / 4 }),
      }),
    ],
    [
      'leaves sandboxes behind',
      'a sandbox outlives the pool',
      (pool) => ({ ...remembering(pool, () => undefined), close: async () => {} }),
    ],
  ];

  test.each(broken)('%s', async (_name, violation, sabotage) => {
    const found = new Set<string>();
    // Not every seed brings about what makes the fault show.
    for (let seed = 11; seed < 21 && !found.has(violation); seed += 1) {
      for (const each of (await simulatePool(seed, sabotage)).violations) found.add(each);
    }
    expect([...found]).toContain(violation);
  });
});

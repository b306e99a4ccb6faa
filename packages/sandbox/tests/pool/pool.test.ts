import { PREWARMED_SANDBOX_MB, SANDBOX_IDLE_MS } from '@skein/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { SandboxPool } from '../../src/index.ts';
import { HeldClock } from '../support/held-clock.ts';
import type { Interpreter, PoolRequest, PooledSandbox, TakenSandbox } from '../../src/index.ts';

const INTERPRETER: Interpreter = {
  family: 'python',
  version: '3.11',
  fullVersion: '3.11.2',
  executablePath: '/usr/bin/python3.11',
  requiredDirs: [],
};

/** A sandbox that is only a life: what the pool has to know of one. */
class Life {
  alive = true;
  readonly #end = Promise.withResolvers<void>();
  readonly exited = this.#end.promise;
  /** How long it takes to die. */
  dies: Promise<void> = Promise.resolve();

  async destroy(): Promise<void> {
    this.alive = false;
    await this.dies;
    this.#end.resolve();
    await this.exited;
  }
}

describe('the warm pool', () => {
  const clock = new HeldClock();
  let pool: SandboxPool<Life>;
  let started: Life[] = [];

  function createPool(budgetMb: number, prewarmCount = 0): SandboxPool<Life> {
    started = [];
    const start = async (): Promise<Life> => {
      const life = new Life();
      started.push(life);
      return await Promise.resolve(life);
    };
    pool = new SandboxPool({ budgetMb, prewarmCount, idleMs: 60_000, startsAtOnce: 100, clock, start, onFailure: () => {} });
    return pool;
  }

  async function takeFresh(asked: PoolRequest): Promise<PooledSandbox<Life>> {
    const { pooled, cold } = await pool.take(asked);
    if (cold === undefined) throw new Error('a sandbox that had been used before was taken');
    return pooled;
  }

  const takeCold = async (asked: PoolRequest): Promise<TakenSandbox<Life>['cold']> => (await pool.take(asked)).cold;

  const request = (revisionId: string, memoryMb = 128): PoolRequest => ({ revisionId, memoryMb, interpreter: INTERPRETER });

  afterEach(() => pool.close());

  test('floci#525, sam-cli#2502: no two calls in one sandbox, so N parallel calls get N sandboxes', async () => {
    createPool(10_000);
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeFresh(request('r'))));
    expect(new Set(taken.map(({ sandbox }) => sandbox)).size).toBe(20);
    expect(pool.counts).toMatchObject({ busy: 20, idle: 0, usedMb: 20 * 128 });
  });

  test('20 parallel calls get 20 sandboxes, and each is used again afterwards', async () => {
    createPool(10_000);
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeFresh(request('r'))));
    for (const pooled of taken) pool.release(pooled);
    const again = Array.from({ length: 20 }, () => pool.takeIdle('r')?.sandbox);
    expect(new Set(again)).toEqual(new Set(started));
    expect([started.length, pool.takeIdle('r')]).toEqual([20, undefined]);
  });

  test('all busy and full: who cannot be served is refused at once and costs nobody an idle sandbox', async () => {
    createPool(384);
    const [busy, idle] = [await takeFresh(request('busy', 256)), await takeFresh(request('idle'))];
    pool.release(idle);
    await expect(takeFresh(request('large', 256))).rejects.toMatchObject({ code: 'no_capacity' });
    expect([busy.sandbox.alive, idle.sandbox.alive]).toEqual([true, true]);
  });

  test('a code-less sandbox that is just being started is no reason to refuse a call', async () => {
    createPool(128, 1);
    const prewarming = pool.prewarm(INTERPRETER);
    const fresh = await takeFresh(request('r'));
    await prewarming;
    expect([fresh.sandbox.alive, pool.counts.usedMb]).toEqual([true, 128]);
  });

  test('fission#2452: the limit is never exceeded, and room is granted when its former holder is gone, to those who wait in their order', async () => {
    createPool(256);
    const slow = await takeFresh(request('slow', 256));
    pool.release(slow);
    const death = Promise.withResolvers<void>();
    slow.sandbox.dies = death.promise;
    const order: string[] = [];
    const waiting = ['one', 'two'].map(async (name) => await takeFresh(request(name)).then(() => order.push(name)));
    await expect(takeFresh(request('three'))).rejects.toMatchObject({ code: 'no_capacity' });
    expect([started.length, pool.counts.usedMb, slow.sandbox.alive]).toEqual([1, 256, false]);
    death.resolve();
    await Promise.all(waiting);
    expect([order, pool.counts.usedMb, started.length]).toEqual([['one', 'two'], 256, 3]);
  });

  test('who waits for room when the pool is closed is told so', async () => {
    createPool(128);
    const slow = await takeFresh(request('slow'));
    pool.release(slow);
    const death = Promise.withResolvers<void>();
    slow.sandbox.dies = death.promise;
    const waiting = Promise.allSettled([takeFresh(request('late'))]);
    const closed = pool.close();
    death.resolve();
    await closed;
    expect(await waiting).toMatchObject([{ status: 'rejected', reason: { code: 'shutting_down' } }]);
    expect(pool.counts.usedMb).toBe(0);
  });

  test('a code-less sandbox that died is noticed, gives its room back and is replaced', async () => {
    createPool(10_000, 1);
    await pool.prewarm(INTERPRETER);
    await started[0]?.destroy();
    expect(pool.counts).toMatchObject({ prewarmed: 0, usedMb: 0 });
    await clock.advance(1_000);
    expect(pool.counts.prewarmed).toBe(1);
    expect((await takeFresh(request('r'))).sandbox).toBe(started[1]);
  });

  test('a revision that is retired while its first sandbox starts keeps nothing', async () => {
    createPool(10_000);
    const starting = takeFresh(request('r'));
    pool.retire('r');
    const fresh = await starting;
    pool.release(fresh);
    expect([fresh.sandbox.alive, pool.counts.idle]).toEqual([false, 0]);
  });

  test("floci#1988: never another revision's code, environment or limits, so a released sandbox serves its own revision only", async () => {
    createPool(10_000);
    pool.release(await takeFresh(request('one')));
    expect(pool.takeIdle('two')).toBeUndefined();
    expect(pool.takeIdle('one')?.sandbox).toBe(started[0]);
    expect(pool.takeIdle('one')).toBeUndefined();
  });

  test('least recently used evicted when the budget is full', async () => {
    createPool(256);
    const [first, second] = [await takeFresh(request('one')), await takeFresh(request('two'))];
    pool.release(first);
    pool.release(second);
    await takeFresh(request('three'));
    expect([first.sandbox.alive, second.sandbox.alive]).toEqual([false, true]);
    expect(pool.counts.usedMb).toBe(256);
  });

  test('all busy and full: refused at once, and there is room again after a release', async () => {
    createPool(128);
    const only = await takeFresh(request('one'));
    await expect(takeFresh(request('two'))).rejects.toMatchObject({ code: 'no_capacity' });
    expect(pool.counts.usedMb).toBe(128);
    pool.release(only);
    await expect(takeCold(request('two'))).resolves.toMatchObject({ reason: 'first' });
  });

  test('a cold start says why: the first of its revision, or one more because the others are busy', async () => {
    createPool(10_000);
    expect(await takeCold(request('r'))).toMatchObject({ reason: 'first' });
    expect(await takeCold(request('r'))).toMatchObject({ reason: 'scale-out' });
  });

  test('pre-warmed code-less sandboxes are taken first and replaced later', async () => {
    createPool(10_000, 2);
    await pool.prewarm(INTERPRETER);
    expect(pool.counts.prewarmed).toBe(2);
    expect(await takeCold(request('r'))).toMatchObject({ prewarmed: true });
    expect(started).toHaveLength(2);
    await clock.advance(1_000);
    expect(pool.counts.prewarmed).toBe(2);
    expect(started).toHaveLength(3);
  });

  test('pre-warmed sandboxes make way for functions', async () => {
    createPool(128, 2);
    await pool.prewarm(INTERPRETER);
    const fresh = await takeFresh(request('r'));
    expect(fresh.sandbox.alive).toBe(true);
    expect(pool.counts).toMatchObject({ prewarmed: 0, usedMb: 128 });
  });

  test('kept per revision with an idle limit', async () => {
    createPool(10_000);
    const kept = await takeFresh(request('r'));
    pool.release(kept);
    await clock.advance(30_000);
    expect(kept.sandbox.alive).toBe(true);
    await clock.advance(40_000);
    expect(kept.sandbox.alive).toBe(false);
    expect(pool.counts).toMatchObject({ idle: 0, usedMb: 0 });
  });

  test('SANDBOX_IDLE_MS: unless it is set, an idle sandbox is kept up to the limit, and ended past it', async () => {
    createPool(10_000);
    await pool.close();
    const start = async (): Promise<Life> => await Promise.resolve(new Life());
    pool = new SandboxPool({ budgetMb: 10_000, prewarmCount: 0, startsAtOnce: 1, clock, start, onFailure: () => {} });
    const kept = await takeFresh(request('r'));
    pool.release(kept);
    await clock.advance(SANDBOX_IDLE_MS - 1);
    expect(kept.sandbox.alive).toBe(true);
    // Idle sandboxes are looked at from time to time.
    await clock.advance(60_000);
    expect(kept.sandbox.alive).toBe(false);
  });

  test('PREWARMED_SANDBOX_MB: a budget of so much has room for one code-less sandbox, one of less has not', async () => {
    createPool(PREWARMED_SANDBOX_MB, 1);
    await pool.prewarm(INTERPRETER);
    expect(pool.counts).toMatchObject({ prewarmed: 1, usedMb: PREWARMED_SANDBOX_MB });
    await pool.close();
    createPool(PREWARMED_SANDBOX_MB - 1, 1);
    await pool.prewarm(INTERPRETER);
    expect(pool.counts).toMatchObject({ prewarmed: 0, usedMb: 0 });
  });

  test('floci#1988, also when busy during the update: of a retired revision idle sandboxes go at once, busy ones when they are released', async () => {
    createPool(10_000);
    const [busy, idle] = [await takeFresh(request('r')), await takeFresh(request('r'))];
    pool.release(idle);
    pool.retire('r');
    expect([busy.sandbox.alive, idle.sandbox.alive]).toEqual([true, false]);
    pool.release(busy);
    expect(busy.sandbox.alive).toBe(false);
  });

  test('floci#609: a dead sandbox is noticed before dispatch, so one that died while it was idle is not handed out', async () => {
    createPool(10_000);
    const dead = await takeFresh(request('r'));
    pool.release(dead);
    await dead.sandbox.destroy();
    expect(pool.takeIdle('r')).toBeUndefined();
    expect(pool.counts).toMatchObject({ idle: 0, usedMb: 0 });
  });

  test('floci#1055, trigger#1567: nothing orphaned at shutdown, so after close nothing lives and nothing is started', async () => {
    createPool(10_000, 2);
    await pool.prewarm(INTERPRETER);
    await takeFresh(request('r'));
    await pool.close();
    expect(started.filter(({ alive }) => alive)).toEqual([]);
    await expect(takeFresh(request('r'))).rejects.toMatchObject({ code: 'shutting_down' });
  });

  test('a call that has waited long for its turn to start a sandbox takes one that comes free', async () => {
    const hanging = Promise.withResolvers<Life>();
    const start = (_interpreter: Interpreter, asked?: PoolRequest): Promise<Life> =>
      asked?.revisionId === 'r' ? Promise.resolve(new Life()) : hanging.promise;
    pool = new SandboxPool({ budgetMb: 640, prewarmCount: 0, startsAtOnce: 1, clock, start, onFailure: () => {} });
    const used = await takeFresh(request('r'));
    const others = ['one', 'two', 'three'].map((name) => takeFresh(request(name)));
    const waiting = pool.take(request('r'));
    for (const passMs of [0, 1_000, 1_000]) await clock.advance(passMs);
    expect(pool.counts.usedMb).toBe(640);
    pool.release(used);
    expect(await waiting).toEqual({ pooled: used, cold: undefined });
    expect(pool.counts).toMatchObject({ busy: 1, idle: 0, usedMb: 512 });
    pool.release(used);
    expect(pool.takeIdle('r')).toBe(used);
    hanging.resolve(new Life());
    await Promise.all(others);
  });

  test('only the first call of a function starts a sandbox in the foreground', async () => {
    const starts: string[] = [];
    const start = (_interpreter: Interpreter, asked: PoolRequest | undefined, inBackground: boolean): Promise<Life> => {
      starts.push(`${asked?.revisionId ?? 'code-less'} ${inBackground ? 'in the background' : 'at once'}`);
      return Promise.resolve(new Life());
    };
    pool = new SandboxPool({ budgetMb: 10_000, prewarmCount: 0, startsAtOnce: 2, clock, start, onFailure: () => {} });
    for (const name of ['r', 'r', 'other']) await takeFresh(request(name));
    await pool.close();
    pool = new SandboxPool({ budgetMb: 10_000, prewarmCount: 1, startsAtOnce: 2, clock, start, onFailure: () => {} });
    await pool.prewarm(INTERPRETER);
    expect(starts).toEqual(['r at once', 'r in the background', 'other at once', 'code-less in the background']);
  });

  test('the last code-less sandbox is kept for the first call of a function', async () => {
    createPool(10_000, 2);
    await pool.prewarm(INTERPRETER);
    expect(pool.counts.prewarmed).toBe(2);
    expect(await takeCold(request('many'))).toMatchObject({ prewarmed: true });
    expect(await takeCold(request('many'))).toMatchObject({ prewarmed: false });
    expect(await takeCold(request('new'))).toMatchObject({ prewarmed: true });
  });

  test('a function with many sandboxes leaves the code-less ones to others, and one that has few gets one of several', async () => {
    createPool(10_000, 3);
    const takeMany = async (...names: string[]): Promise<boolean[]> => {
      await pool.prewarm(INTERPRETER);
      const taken = [];
      for (const name of names) taken.push((await takeCold(request(name)))?.prewarmed ?? false);
      return taken;
    };
    expect(await takeMany('many', 'many', 'many')).toEqual([true, true, false]);
    expect(await takeMany('many', 'new', 'few', 'few')).toEqual([false, true, true, false]);
    expect(await takeMany('few', 'newest')).toEqual([true, true]);
    await pool.close();
    createPool(10_000, 1);
    expect(await takeMany('only', 'new')).toEqual([true, false]);
    expect(await takeMany('only')).toEqual([true]);
  });
});

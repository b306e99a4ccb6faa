import { expect, test } from 'vitest';
import { ProcessorWatch } from '../../../src/drivers/fairness/processor-watch.ts';
import type { WatchedSandbox } from '../../../src/drivers/fairness/processor-watch.ts';
import { HeldClock } from '../../support/held-clock.ts';

const PROCESSORS = 2;
const STEP_MS = 5;

/** A sandbox that uses so much of a core, as long as time passes. */
class Worker implements WatchedSandbox {
  cores: number;
  looks = 0;
  gone = false;
  readonly standings: boolean[] = [];
  #usedMs = 0;

  constructor(cores: number) {
    this.cores = cores;
  }

  work(forMs: number): void {
    this.#usedMs += forMs * this.cores;
  }

  usedMs(): number | undefined {
    this.looks += 1;
    return this.gone ? undefined : this.#usedMs;
  }

  stand(behind: boolean): void {
    this.standings.push(behind);
  }
}

function watchWorkers(...workers: readonly Worker[]) {
  const clock = new HeldClock();
  const watch = new ProcessorWatch(clock, PROCESSORS);
  const leave = workers.map((worker) => watch.add(worker));
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      for (const worker of workers) worker.work(STEP_MS);
      await clock.advance(STEP_MS);
    }
  };
  return { watch, leave, pass };
}

test('who takes the processor is sent behind soon, and once; who uses little is left alone', async () => {
  const [hog, neighbour] = [new Worker(1), new Worker(0.3)];
  const { pass } = watchWorkers(hog, neighbour);
  await pass(150);
  expect(hog.standings).toEqual([true]);
  await pass(10_000);
  expect(hog.standings).toEqual([true]);
  expect(neighbour.standings).toEqual([]);
});

test('who rests comes to the front again', async () => {
  const hog = new Worker(1);
  const { pass } = watchWorkers(hog);
  await pass(5_000);
  hog.cores = 0;
  await pass(2_200);
  expect(hog.standings).toEqual([true, false]);
});

test('the more sandboxes use the processors, the less each may use before it stands behind', async () => {
  const workers = Array.from({ length: 8 }, () => new Worker(0.3));
  const { pass } = watchWorkers(...workers);
  await pass(10_000);
  expect(workers.map(({ standings }) => standings)).toEqual(workers.map(() => [true]));
});

test('one turn of the event loop looks at a few sandboxes only, and in the end at all', async () => {
  const workers = Array.from({ length: 100 }, () => new Worker(0));
  const { pass } = watchWorkers(...workers);
  const looks = (): number => workers.reduce((sum, worker) => sum + worker.looks, 0) - workers.length;
  await pass(100);
  expect(looks()).toBe(32);
  await pass(300);
  expect(looks()).toBe(128);
  expect(Math.min(...workers.map((worker) => worker.looks))).toBe(2);
});

test('who has left is not looked at any more, and who is gone is left alone', async () => {
  const [left, gone] = [new Worker(1), new Worker(1)];
  const { leave, pass } = watchWorkers(left, gone);
  leave[0]?.();
  gone.gone = true;
  await pass(1_000);
  expect(left.looks).toBe(1);
  expect([...left.standings, ...gone.standings]).toEqual([]);
  leave[1]?.();
  const { looks } = gone;
  await pass(1_000);
  expect(gone.looks).toBe(looks);
});

test('a sandbox that is gone already is not watched at all', async () => {
  const gone = new Worker(1);
  gone.gone = true;
  const { pass } = watchWorkers(gone);
  await pass(1_000);
  expect(gone.looks).toBe(1);
});

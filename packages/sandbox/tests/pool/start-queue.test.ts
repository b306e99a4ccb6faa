import { expect, test } from 'vitest';
import { SkeinError } from '@skein/contracts';
import { StartQueue } from '../../src/pool/start-queue.ts';
import { HeldClock } from '../support/held-clock.ts';

/** A queue, and who was let in, in order; `end` ends the turn of whoever came first of those. */
function queueOf(atOnce: number) {
  const clock = new HeldClock();
  const queue = new StartQueue<string>({ atOnce, clock });
  const admitted: string[] = [];
  const turns: { end: () => void }[] = [];
  const ask = (owner: string, rank: number, inBackground = false): void => {
    queue.wait({ owner, rank: () => rank, inBackground }).then(
      (admission) => {
        admitted.push('offered' in admission ? `${owner} has ${admission.offered}` : owner);
        if (!('offered' in admission)) turns.push(admission);
      },
      (error: unknown) => admitted.push(`${owner} ${error instanceof SkeinError ? error.code : ''}`),
    );
  };
  return { clock, queue, admitted, ask, end: () => turns.shift()?.end() };
}

test('the first call of a function does not wait behind the many of another', async () => {
  const { clock, admitted, ask, end } = queueOf(2);
  for (let rank = 1; rank <= 5; rank += 1) ask(`many ${rank}`, rank);
  ask('new', 1);
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'many 2']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'many 2', 'new']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'many 2', 'new', 'many 3']);
});

test('what starts in the background leaves a place to a first call, which need not wait for any of it', async () => {
  const { clock, admitted, ask, end } = queueOf(2);
  for (let rank = 1; rank <= 3; rank += 1) ask(`many ${rank}`, rank, true);
  await clock.advance(0);
  expect(admitted).toEqual(['many 1']);
  for (const name of ['new', 'newer']) ask(name, 1);
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'new']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'new', 'newer']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'new', 'newer']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['many 1', 'new', 'newer', 'many 2']);
});

test('with one place only, what starts in the background gets it too', async () => {
  const { clock, admitted, ask, end } = queueOf(1);
  for (const name of ['one', 'two']) ask(name, 1, true);
  await clock.advance(0);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['one', 'two']);
});

test('a start that hangs holds nobody up for long, and its turn ends once', async () => {
  const { clock, admitted, ask, end } = queueOf(1);
  for (const name of ['hangs', 'next', 'last']) ask(name, 1);
  await clock.advance(1_000);
  expect(admitted).toEqual(['hangs', 'next']);
  end();
  await clock.advance(0);
  expect(admitted).toEqual(['hangs', 'next']);
});

test('what comes free goes to a call of its owner that has waited long', async () => {
  const { clock, queue, admitted, ask } = queueOf(1);
  for (const name of ['starts', 'waits', 'waits', 'other']) ask(name, 1);
  expect(queue.offer('waits', 'early')).toBe(false);
  await clock.advance(999);
  await clock.advance(999);
  expect(queue.offer('waits', 'still early')).toBe(false);
  await clock.advance(2);
  expect(queue.offer('unknown', 'nobody wants')).toBe(false);
  expect(queue.offer('waits', 'a sandbox')).toBe(true);
  await clock.advance(0);
  expect(admitted).toEqual(['starts', 'waits', 'waits has a sandbox']);
});

test('those who wait when it closes are refused', async () => {
  const { clock, queue, admitted, ask } = queueOf(1);
  for (const name of ['starts', 'waits']) ask(name, 1);
  queue.close();
  await clock.advance(0);
  expect(admitted).toEqual(['starts', 'waits shutting_down']);
});

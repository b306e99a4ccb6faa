import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import {
  ACCOUNT_CONCURRENCY,
  DEFAULT_SCOPE,
  EVENTS_RUNNING_MAX,
  EVENT_KEPT_MS,
  LOG_FOLLOWERS_MAX,
  TALLIED_FUNCTIONS_MAX,
} from '@skein/contracts';
import type { Invocation, Outcome } from '@skein/contracts';
import type { EventQueue } from '@skein/ports';
import { HeldClock, sampleEvent, sampleRecord } from '@skein/ports/conformance';
import { expect, onTestFinished, test } from 'vitest';
import { fairPace } from '../src/events/pace.ts';
import { EventReader, InvocationFollowers, InvocationTallies, retryingWork, throttleInvocations } from '../src/index.ts';

const SUCCEEDED = { status: 'SUCCEEDED', error: undefined, usage: { durationMs: 1 } } as Outcome;
const FOLLOWER = { take: () => {}, end: () => {} };
const POLICY = { retryDelaysMs: [], maxAgeMs: 1_000_000 };

async function openQueue(clock: HeldClock) {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-dispatch-'));
  const places = { databasePath: path.join(dir, 'a.db'), packagesDir: path.join(dir, 'packages'), recordsPath: path.join(dir, 'b.db') };
  const backend = await openEmbeddedBackend({ ...places, clock });
  onTestFinished(async () => {
    await backend.close();
    await rm(dir, { recursive: true, force: true });
  });
  return backend.events;
}

function openReader(queue: EventQueue, clock: HeldClock, run: (event: { id: string }) => Promise<Outcome>): EventReader {
  const work = retryingWork({
    queue,
    policy: POLICY,
    run,
    clock,
    random: () => 0.5,
    newId: randomUUID,
    configOf: async () => undefined,
    onGivenUp: () => {},
    onLoop: () => {},
  });
  return new EventReader({ queue, lane: DEFAULT_SCOPE, work, pace: fairPace(EVENTS_RUNNING_MAX), clock, onFailure: () => {} });
}

test('ACCOUNT_CONCURRENCY: so many invocations run at once, one past it is refused, and there is room again when one has ended', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<Outcome>();
  let isFirst = true;
  const { promise: first, resolve: endFirst } = Promise.withResolvers<Outcome>();
  const inner = { invoke: () => (isFirst ? ((isFirst = false), first) : released) };
  const invoker = throttleInvocations(inner, ACCOUNT_CONCURRENCY);
  const invoke = () => invoker.invoke({} as Invocation, { response: { write: () => {} } });
  const running = Array.from({ length: ACCOUNT_CONCURRENCY }, invoke);
  await expect(invoke()).rejects.toMatchObject({ code: 'too_many_requests', details: { limit: ACCOUNT_CONCURRENCY } });
  endFirst(SUCCEEDED);
  await running[0];
  running.push(invoke());
  await expect(invoke()).rejects.toMatchObject({ code: 'too_many_requests' });
  release(SUCCEEDED);
  expect(await Promise.all(running)).toHaveLength(ACCOUNT_CONCURRENCY + 1);
});

test('LOG_FOLLOWERS_MAX: so many may follow, one past it is refused until another has left', () => {
  const followers = new InvocationFollowers();
  const leave = Array.from({ length: LOG_FOLLOWERS_MAX }, (_, index) => followers.follow(`f${index % 3}`, { ...FOLLOWER }));
  expect(() => followers.follow('one more', FOLLOWER)).toThrow(expect.objectContaining({ code: 'too_many_followers' }));
  leave[0]?.();
  // Leaving twice makes room once.
  leave[0]?.();
  followers.follow('one more', FOLLOWER);
  expect(() => followers.follow('and another', FOLLOWER)).toThrow(expect.objectContaining({ code: 'too_many_followers' }));
});

test('TALLIED_FUNCTIONS_MAX: so many functions are counted one by one, those past it together', () => {
  const tallies = new InvocationTallies();
  const names = Array.from({ length: TALLIED_FUNCTIONS_MAX }, (_, index) => `f${index}`);
  for (const functionName of names) tallies.add(sampleRecord(0, { functionName }));
  expect([...tallies.all()].map(({ functionName }) => functionName)).toEqual(names);
  for (const functionName of ['past', 'further', 'f0']) tallies.add(sampleRecord(0, { functionName }));
  const all = [...tallies.all()];
  expect(all).toHaveLength(TALLIED_FUNCTIONS_MAX + 1);
  expect(all.at(-1)).toMatchObject({ functionName: 'other', byOutcome: new Map([['success', 2]]) });
  expect(all[0]?.byOutcome.get('success')).toBe(2);
});

test('EVENTS_RUNNING_MAX: so many events run at once, one past it waits until another has ended', async () => {
  const clock = new HeldClock(sampleEvent('a').dueAtMs);
  const queue = await openQueue(clock);
  const running = new Map<string, (outcome: Outcome) => void>();
  const run = ({ id }: { id: string }) => new Promise<Outcome>((resolve) => void running.set(id, resolve));
  const reader = openReader(queue, clock, run);
  const names = Array.from({ length: EVENTS_RUNNING_MAX + 1 }, (_, index) => `e${index}`);
  for (const [index, id] of names.entries()) await queue.append(sampleEvent(id, { functionName: `f${index}` }));
  reader.start();
  await expect.poll(() => running.size).toBe(EVENTS_RUNNING_MAX);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(running.size).toBe(EVENTS_RUNNING_MAX);
  [...running.values()][0]?.(SUCCEEDED);
  await expect.poll(() => running.size).toBe(EVENTS_RUNNING_MAX + 1);
  for (const end of running.values()) end(SUCCEEDED);
  const closed = reader.close(1_000);
  clock.advance(1_000);
  await closed;
});

test('EVENT_KEPT_MS: an event that was given up is kept up to the limit, and removed past it', async () => {
  const nowMs = sampleEvent('a').dueAtMs;
  const clock = new HeldClock(nowMs);
  const queue = await openQueue(clock);
  const givenUp = (settledAtMs: number) => ({ status: 'FAILED', settledAtMs, error: 'no' }) as const;
  await queue.append(sampleEvent('kept', givenUp(nowMs - EVENT_KEPT_MS)));
  await queue.append(sampleEvent('past', givenUp(nowMs - EVENT_KEPT_MS - 1)));
  const run = () => Promise.resolve(SUCCEEDED);
  const reader = openReader(queue, clock, run);
  reader.start();
  const ids = async () => (await queue.listEvents(DEFAULT_SCOPE, { limit: 10 })).map(({ id }) => id);
  await expect.poll(ids).toEqual(['kept']);
  await reader.close(0);
});

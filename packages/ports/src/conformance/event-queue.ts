import { DEFAULT_SCOPE, OPEN_PRINCIPAL, startEvent } from '@skein/contracts';
import type { QueuedEvent } from '@skein/contracts';
import type { DueEvent, EventQueue } from '../events.ts';
import type { Visible } from '../visible.ts';
import { OTHER_SCOPES } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

type Open = OpenStore<{ readonly queue: EventQueue }>;

export function sampleEvent(id: string, changes: Partial<QueuedEvent> = {}): QueuedEvent {
  return {
    ...DEFAULT_SCOPE,
    id,
    kind: 'event',
    functionName: 'sample',
    qualifier: undefined,
    body: Buffer.from('{"ü": [1, null]}'),
    clientContext: undefined,
    traceId: undefined,
    principal: OPEN_PRINCIPAL,
    ...startEvent(1000),
    ...changes,
  };
}

function withoutSequence({ sequence: _sequence, ...event }: DueEvent): QueuedEvent {
  return event;
}

/** What every queue of events must do. Each test opens one of its own. */
export function eventQueueConformance(tools: TestTools, open: Open): void {
  tools.describe('an event queue', () => {
    waiting(tools, open);
    lanes(tools, open);
    followUps(tools, open);
    progress(tools, open);
    visibility(tools, open);
  });
}

function waiting({ it, expect }: TestTools, open: Open): void {
  it('gives back an event unchanged, with every byte of its body', async () => {
    await using store = await open();
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const whole = sampleEvent('a', { body, qualifier: '7', clientContext: '{"a":1}', traceId: 'Root=1', attempts: 1, error: 'a "text"' });
    await store.queue.append(whole);
    const due = await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', 1_000, { limit: 9 });
    expect(due.map(withoutSequence)).toEqual([whole]);
    const { body: _body, clientContext: _context, traceId: _trace, callDepth: _depth, ...summary } = whole;
    expect(await store.queue.getEvent(DEFAULT_SCOPE, 'a')).toEqual(summary);
    expect(await store.queue.getBody(DEFAULT_SCOPE, 'a')).toEqual(body);
    expect(await store.queue.getBody(DEFAULT_SCOPE, 'b')).toBeUndefined();
    expect(await store.queue.listEvents(DEFAULT_SCOPE, { limit: 9 })).toEqual([summary]);
  });

  it('gives what is due, longest first, and says when the next one is', async () => {
    await using store = await open();
    for (const [id, dueAtMs] of [
      ['a', 30],
      ['b', 10],
      ['c', 20],
      ['d', 99],
    ] as const)
      await store.queue.append(sampleEvent(id, { dueAtMs }));
    const ids = async (nowMs: number, limit: number): Promise<string[]> =>
      (await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', nowMs, { limit })).map(({ id }) => id);
    expect(await ids(30, 9)).toEqual(['b', 'c', 'a']);
    expect(await ids(29, 1)).toEqual(['b']);
    expect(await ids(9, 9)).toEqual([]);
    expect(await store.queue.nextDueAtMs(DEFAULT_SCOPE, 30)).toBe(99);
    expect(await store.queue.nextDueAtMs(DEFAULT_SCOPE, 99)).toBeUndefined();
  });

  it('gives events that are due at the same time in the order in which they were added', async () => {
    await using store = await open();
    for (const id of ['c', 'a', 'b']) await store.queue.append(sampleEvent(id));
    const due = await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', 1_000, { limit: 9 });
    expect(due.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    const rest = await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', 1_000, { limit: 9, after: due[0] });
    expect(rest.map(({ id }) => id)).toEqual(['a', 'b']);
  });
}

function lanes({ it, expect }: TestTools, open: Open): void {
  it('keeps tasks apart from events', async () => {
    await using store = await open();
    const tasks = { ...DEFAULT_SCOPE, kind: 'task' } as const;
    await store.queue.append(sampleEvent('a', { kind: 'task', functionName: 'square', dueAtMs: 2_000 }));
    expect(await store.queue.functionNames(DEFAULT_SCOPE)).toEqual([]);
    expect(await store.queue.dueEvents(DEFAULT_SCOPE, 'square', 2_000, { limit: 9 })).toEqual([]);
    expect(await store.queue.nextDueAtMs(DEFAULT_SCOPE, 0)).toBeUndefined();
    expect(await store.queue.getEvent(DEFAULT_SCOPE, 'a')).toBeUndefined();
    expect(await store.queue.listEvents(DEFAULT_SCOPE, { limit: 9 })).toEqual([]);
    expect(await store.queue.functionNames(tasks)).toEqual(['square']);
    expect((await store.queue.dueEvents(tasks, 'square', 2_000, { limit: 9 })).map(({ id }) => id)).toEqual(['a']);
    expect(await store.queue.nextDueAtMs(tasks, 0)).toBe(2_000);
    expect((await store.queue.getEvent(tasks, 'a'))?.kind).toBe('task');
    expect(await store.queue.countOwn(tasks, OPEN_PRINCIPAL.id, ['unknown', 'a'])).toBe(1);
    expect(await store.queue.countOwn(tasks, 'somebody-else', ['a'])).toBe(0);
    expect(await store.queue.countOwn(DEFAULT_SCOPE, OPEN_PRINCIPAL.id, ['a'])).toBe(0);
    expect((await store.queue.listEvents(tasks, { limit: 9 })).map(({ id }) => id)).toEqual(['a']);
  });

  it('names the functions that have queued events, each once and in order', async () => {
    await using store = await open();
    for (const [id, functionName] of [
      ['1', 'b'],
      ['2', 'a'],
      ['3', 'b'],
    ] as const)
      await store.queue.append(sampleEvent(id, { functionName }));
    await store.queue.append(sampleEvent('4', { functionName: 'given-up', status: 'FAILED', settledAtMs: 1 }));
    expect(await store.queue.functionNames(DEFAULT_SCOPE)).toEqual(['a', 'b']);
  });
}

function followUps({ it, expect }: TestTools, open: Open): void {
  it('appends what follows from an event that is removed, or given up, once', async () => {
    await using store = await open();
    await store.queue.append(sampleEvent('a'));
    await store.queue.append(sampleEvent('b'));
    const next = sampleEvent('next', { functionName: 'sink', callDepth: 3, principal: { ...OPEN_PRINCIPAL, id: 'function:sample' } });
    await store.queue.remove('a', next);
    await store.queue.remove('a', next);
    await store.queue.setProgress(
      'b',
      { ...startEvent(1_000), status: 'FAILED', settledAtMs: 2_000 },
      sampleEvent('last', { functionName: 'sink' }),
    );
    const due = await store.queue.dueEvents(DEFAULT_SCOPE, 'sink', 1_000, { limit: 9 });
    expect(due.map(withoutSequence)).toEqual([next, sampleEvent('last', { functionName: 'sink' })]);
    expect((await store.queue.listEvents(DEFAULT_SCOPE, { limit: 9 })).map(({ id }) => id)).toEqual(['b', 'last', 'next']);
  });
}

function progress({ it, expect }: TestTools, open: Open): void {
  it('keeps where an event stands; one that was given up is not due, can be restarted, and is removed when it is old', async () => {
    await using store = await open();
    const event = sampleEvent('a');
    await store.queue.append(event);
    await store.queue.setProgress('a', { ...event, status: 'FAILED', attempts: 3, error: 'handler_error', settledAtMs: 5_000 });
    expect(await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', 9_999, { limit: 9 })).toEqual([]);
    expect((await store.queue.listEvents(DEFAULT_SCOPE, { status: 'FAILED', limit: 9 })).map(({ attempts }) => attempts)).toEqual([3]);
    await store.queue.restart('a', 6_000);
    const [restarted] = await store.queue.dueEvents(DEFAULT_SCOPE, 'sample', 6_000, { limit: 9 });
    expect(restarted && withoutSequence(restarted)).toEqual({ ...event, acceptedAtMs: 6_000, dueAtMs: 6_000, error: 'handler_error' });
    await store.queue.setProgress('a', { ...event, status: 'EXPIRED', settledAtMs: 7_000 });
    await store.queue.removeSettled(7_000);
    expect((await store.queue.getEvent(DEFAULT_SCOPE, 'a'))?.status).toBe('EXPIRED');
    await store.queue.removeSettled(7_001);
    expect(await store.queue.getEvent(DEFAULT_SCOPE, 'a')).toBeUndefined();
  });

  it('says how many events there are with each status', async () => {
    await using store = await open();
    expect(await store.queue.countByStatus(DEFAULT_SCOPE)).toEqual({ QUEUED: 0, FAILED: 0, EXPIRED: 0 });
    for (const functionName of ['a', 'b']) await store.queue.append(sampleEvent(functionName, { functionName }));
    await store.queue.append(sampleEvent('c', { status: 'FAILED', settledAtMs: 10 }));
    await store.queue.append(sampleEvent('d', { kind: 'task' }));
    expect(await store.queue.countByStatus(DEFAULT_SCOPE)).toEqual({ QUEUED: 2, FAILED: 1, EXPIRED: 0 });
    for (const scope of OTHER_SCOPES) expect((await store.queue.countByStatus(scope)).QUEUED).toBe(0);
  });

  it('leaves alone what it does not know, and keeps the first of two events with one id', async () => {
    await using store = await open();
    await store.queue.setProgress('unknown', sampleEvent('unknown'));
    await store.queue.remove('unknown');
    await store.queue.append(sampleEvent('a', { functionName: 'first' }));
    await store.queue.append(sampleEvent('a', { functionName: 'second' }));
    expect(await store.queue.functionNames(DEFAULT_SCOPE)).toEqual(['first']);
    await store.queue.remove('a');
    expect(await store.queue.functionNames(DEFAULT_SCOPE)).toEqual([]);
  });

  it('shows nothing of another account or region', async () => {
    await using store = await open();
    await store.queue.append(sampleEvent('a'));
    for (const scope of OTHER_SCOPES) {
      expect(await store.queue.functionNames(scope)).toEqual([]);
      expect(await store.queue.dueEvents(scope, 'sample', 9_999, { limit: 9 })).toEqual([]);
      expect(await store.queue.getEvent(scope, 'a')).toBeUndefined();
      expect(await store.queue.getBody(scope, 'a')).toBeUndefined();
      expect(await store.queue.listEvents(scope, { limit: 9 })).toEqual([]);
      expect(await store.queue.nextDueAtMs(scope, 0)).toBeUndefined();
    }
  });
}

function visibility({ it, expect }: TestTools, open: Open): void {
  it('lists those of one principal, or of functions whose names match a pattern', async () => {
    await using store = await open();
    await store.queue.append(sampleEvent('a', { functionName: 'shop-a', principal: { ...OPEN_PRINCIPAL, id: 'one' } }));
    await store.queue.append(sampleEvent('b', { functionName: 'mail' }));
    const listed = async (visible: Visible) => (await store.queue.listEvents(DEFAULT_SCOPE, { ...visible, limit: 9 })).map(({ id }) => id);
    expect(await listed({ principalId: 'one' })).toEqual(['a']);
    expect(await listed({ patterns: ['shop-*'] })).toEqual(['a']);
    expect(await listed({ patterns: ['*'] })).toEqual(['a', 'b']);
    expect(await listed({ patterns: [] })).toEqual([]);
  });
}

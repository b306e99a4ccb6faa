import { DEFAULT_SCOPE, OPEN_PRINCIPAL } from '@skein/contracts';
import type { TaskResult } from '@skein/contracts';
import type { EventQueue } from '../events.ts';
import type { TaskResults } from '../tasks.ts';
import { sampleEvent } from './event-queue.ts';
import { OTHER_SCOPES } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

const TASKS = { ...DEFAULT_SCOPE, kind: 'task' } as const;

function sampleResult(id: string, changes: Partial<TaskResult> = {}): TaskResult {
  return {
    ...DEFAULT_SCOPE,
    id,
    functionName: 'sample',
    principal: OPEN_PRINCIPAL,
    status: 'COMPLETED',
    result: 'gAR9lC4=',
    traceback: undefined,
    acceptedAtMs: 1_000,
    finishedAtMs: 2_000,
    ...changes,
  };
}

/** What every store of results must do, together with the queue that the tasks wait in. Each test opens one of its own. */
export function taskResultsConformance(
  { describe, it, expect }: TestTools,
  open: OpenStore<{ readonly queue: EventQueue; readonly results: TaskResults }>,
): void {
  describe('the results of tasks', () => {
    it('a task that has ended leaves the queue, and its result is kept as it is', async () => {
      await using store = await open();
      const failed = sampleResult('a', { status: 'FAILED', traceback: 'Traceback "ü"\n' });
      await store.queue.append(sampleEvent('a', { kind: 'task' }));
      expect(await store.results.getResult(DEFAULT_SCOPE, 'a')).toBeUndefined();
      await store.results.finish(failed);
      expect(await store.queue.getEvent(TASKS, 'a')).toBeUndefined();
      expect(await store.results.getResult(DEFAULT_SCOPE, 'a')).toEqual(failed);
      expect(await store.results.findResults(DEFAULT_SCOPE, ['unknown', 'a'])).toEqual([failed]);
    });

    it('a task ends once: the first result stands, and one that is not queued has none', async () => {
      await using store = await open();
      await store.queue.append(sampleEvent('a', { kind: 'task' }));
      await store.results.finish(sampleResult('a', { result: 'first' }));
      await store.results.finish(sampleResult('a', { result: 'second' }));
      await store.results.finish(sampleResult('b'));
      expect((await store.results.getResult(DEFAULT_SCOPE, 'a'))?.result).toBe('first');
      expect(await store.results.getResult(DEFAULT_SCOPE, 'b')).toBeUndefined();
    });

    it('a task that has ended does not run again when it is added again', async () => {
      await using store = await open();
      await store.queue.append(sampleEvent('a', { kind: 'task' }));
      await store.results.finish(sampleResult('a'));
      await store.queue.append(sampleEvent('a', { kind: 'task' }));
      expect(await store.queue.getEvent(TASKS, 'a')).toBeUndefined();
    });

    it('an event is no task and has no result', async () => {
      await using store = await open();
      await store.queue.append(sampleEvent('a'));
      await store.results.finish(sampleResult('a'));
      expect((await store.queue.getEvent(DEFAULT_SCOPE, 'a'))?.id).toBe('a');
      expect(await store.results.getResult(DEFAULT_SCOPE, 'a')).toBeUndefined();
    });

    it('old results are removed, and none of another account or region is shown', async () => {
      await using store = await open();
      await store.queue.append(sampleEvent('a', { kind: 'task' }));
      await store.results.finish(sampleResult('a'));
      for (const scope of OTHER_SCOPES) {
        expect(await store.results.getResult(scope, 'a')).toBeUndefined();
        expect(await store.results.findResults(scope, ['a'])).toEqual([]);
      }
      await store.results.removeResults(2_000);
      expect((await store.results.getResult(DEFAULT_SCOPE, 'a'))?.id).toBe('a');
      await store.results.removeResults(2_001);
      expect(await store.results.getResult(DEFAULT_SCOPE, 'a')).toBeUndefined();
    });
  });
}

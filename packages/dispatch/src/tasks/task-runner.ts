import type { EventSummary, SkeinError, TaskResult } from '@skein/contracts';
import type { Clock, EventLane, TaskHost } from '@skein/ports';
import { EventReader } from '../events/event-reader.ts';
import { raised } from './task-policy.ts';
import { TaskPace } from './task-pace.ts';
import { resultOf, taskWork } from './task-work.ts';
import type { TaskWorkOptions } from './task-work.ts';

export interface TaskRunnerOptions extends Omit<TaskWorkOptions, 'onEnded'> {
  readonly lane: EventLane & { readonly kind: 'task' };
  /** Tasks that run at the same time. */
  readonly concurrency: number;
  readonly processors: number;
  readonly onFailure: (error: SkeinError) => void;
}

/** Runs the tasks of the event queue, and tells those who wait for them. */
export class TaskRunner implements TaskHost {
  readonly #options: TaskRunnerOptions;
  readonly #clock: Clock;
  readonly #reader: EventReader;
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  constructor(options: TaskRunnerOptions) {
    const { queue, lane, clock, concurrency, processors, onFailure } = options;
    this.#options = options;
    this.#clock = clock;
    const work = taskWork({ ...options, onEnded: (result) => this.#tell(result) });
    this.#reader = new EventReader({ queue, lane, clock, onFailure, work, pace: new TaskPace(concurrency, processors) });
  }

  start(): void {
    this.#reader.start();
  }

  close(graceMs: number): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting.values()) for (const tell of waiting) tell();
    return this.#reader.close(graceMs);
  }

  wake(): void {
    this.#reader.wake();
  }

  isRunning(taskId: string): boolean {
    return this.#reader.isRunning(taskId);
  }

  async cancel(task: EventSummary): Promise<boolean> {
    const result = resultOf(task, raised('CancelledError', 'The task was cancelled before it was started.'), this.#clock.nowMs());
    const cancelled = await this.#reader.hold(task, () => this.#options.results.finish(result));
    if (cancelled) this.#tell(result);
    return cancelled;
  }

  async untilOneEnds(taskIds: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#closed) return false;
    const ended = Promise.withResolvers<void>();
    const cancelTimer = this.#clock.after(timeoutMs, ended.resolve);
    signal.addEventListener('abort', () => ended.resolve(), { once: true });
    for (const id of taskIds) this.#waiting.set(id, (this.#waiting.get(id) ?? new Set()).add(ended.resolve));
    await ended.promise;
    cancelTimer();
    for (const id of taskIds) this.#leave(id, ended.resolve);
    return !this.#closed;
  }

  #tell({ id }: TaskResult): void {
    for (const tell of this.#waiting.get(id) ?? []) tell();
  }

  #leave(taskId: string, tell: () => void): void {
    const waiting = this.#waiting.get(taskId);
    waiting?.delete(tell);
    if (waiting?.size === 0) this.#waiting.delete(taskId);
  }
}

import { TASK_RESULT_KEPT_MS, toSkeinError } from '@skein/contracts';
import type { EventSummary, Outcome, QueuedEvent, TaskResult } from '@skein/contracts';
import type { Clock, EventQueue, ResponseSink, TaskResults } from '@skein/ports';
import { ranMsOf } from '../events/event-work.ts';
import type { EventWork } from '../events/event-work.ts';
import { decideTask } from './task-policy.ts';
import type { TaskEnd, TaskTry } from './task-policy.ts';

export interface TaskWorkOptions {
  readonly queue: EventQueue;
  readonly results: TaskResults;
  /** Runs a task once. Rejects with a SkeinError when it could not be run. */
  readonly run: (event: QueuedEvent, response: ResponseSink) => Promise<Outcome>;
  readonly clock: Clock;
  /** Told of tasks that have ended, when that is durable. */
  readonly onEnded: (result: TaskResult) => void;
}

/** Tasks: run once, and what came of them is kept. */
export function taskWork(options: TaskWorkOptions): EventWork {
  const { queue, results, clock, onEnded } = options;
  return {
    async run(event) {
      const tried = await tryOnce(options, event);
      const decision = decideTask(event, tried, clock.nowMs());
      return {
        ranMs: ranMsOf(tried),
        async store() {
          if ('progress' in decision) return await queue.setProgress(event.id, decision.progress);
          const result = resultOf(event, decision.end, clock.nowMs());
          await results.finish(result);
          onEnded(result);
        },
      };
    },
    cleanUp: () => results.removeResults(clock.nowMs() - TASK_RESULT_KEPT_MS),
  };
}

/** How a task ended, with what is known from the task itself. */
export function resultOf(task: EventSummary, end: TaskEnd, finishedAtMs: number): TaskResult {
  const { id, account, region, functionName, principal, acceptedAtMs } = task;
  return { id, account, region, functionName, principal, acceptedAtMs, ...end, finishedAtMs };
}

async function tryOnce({ run }: TaskWorkOptions, event: QueuedEvent): Promise<TaskTry> {
  const chunks: Buffer[] = [];
  try {
    const outcome = await run(event, { write: (chunk) => void chunks.push(chunk) });
    return { outcome, answer: Buffer.concat(chunks) };
  } catch (error) {
    return { refusal: toSkeinError(error) };
  }
}

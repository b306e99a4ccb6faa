import type { Front } from '@skein/control-plane';
import type { EventReader, InvocationFollowers, TaskRunner } from '@skein/dispatch';
import type { Worker, WorkflowRunner } from '@skein/worker';

/** The parts of a server in which something runs. */
export interface RunningParts {
  readonly front: Front;
  readonly events: EventReader;
  readonly tasks: TaskRunner;
  readonly followers: InvocationFollowers;
  readonly workflows: WorkflowRunner;
  readonly worker: Worker;
}

/** Lets what runs come to its end for so many ms. What takes longer is refused, to be run again by whoever still wants it. */
export async function drain({ front, events, tasks, followers, workflows, worker }: RunningParts, maxMs: number): Promise<void> {
  followers.close();
  await Promise.all([front.drain(maxMs), events.close(maxMs), tasks.close(maxMs)]);
  // Before the sandboxes are gone: their end would be taken for the tasks' own.
  await workflows.close();
  await worker.close();
}

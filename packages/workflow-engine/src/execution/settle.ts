import type { Frame } from './execution-state.ts';
import { failState } from './fail-state.ts';
import { COMPLETE } from './history.ts';
import { joinIteration } from './map-state.ts';
import { joinBranch } from './parallel-state.ts';
import type { Failure, Settlement, Transition } from './transition.ts';

/** Tells of the end of a frame: to the state it belongs to, or to the execution when it is the outermost. */
export function settle(transition: Transition, { frame, failure }: Settlement): void {
  const parent = frame.parentId === undefined ? undefined : transition.frame(frame.parentId);
  if (parent === undefined) endExecution(transition, frame, failure);
  else if (failure) failParent(transition, parent, frame, failure);
  else joinParent(transition, parent, frame);
}

function endExecution(transition: Transition, frame: Frame, failure: Failure | undefined): void {
  if (failure) {
    failExecution(transition, frame.lastEventId, failure);
  } else if (frame.wait.kind === 'finished') {
    const { output } = frame.wait;
    transition.emit('ExecutionSucceeded', frame.lastEventId, { output, outputDetails: COMPLETE });
    transition.end({ status: 'SUCCEEDED', output });
  }
}

/** Ends the execution with a failure that nothing has caught. */
export function failExecution(transition: Transition, previousEventId: number, { error, cause }: Failure): void {
  transition.emit('ExecutionFailed', previousEventId, { error, cause });
  transition.end({ status: 'FAILED', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function joinParent(transition: Transition, parent: Frame, child: Frame): void {
  const state = transition.stateOf(parent);
  if (state.type === 'Parallel') joinBranch(transition, parent, state, child);
  else if (state.type === 'Map') joinIteration(transition, parent, state, child);
}

/** One failed branch or iteration fails the state, which ends the others. What follows in the parent follows the failed one's last event. */
function failParent(transition: Transition, parent: Frame, child: Frame, failure: Failure): void {
  const state = transition.stateOf(parent);
  transition.removeFrame(child);
  if (state.type === 'Map') transition.emit('MapIterationFailed', child.lastEventId, { name: state.name, index: child.index });
  failState(transition, transition.update(parent, { lastEventId: child.lastEventId }), failure, true);
}

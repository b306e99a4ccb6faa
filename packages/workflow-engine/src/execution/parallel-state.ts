import type { ParallelState } from '../definition/state-machine.ts';
import { select, transform } from './data-flow.ts';
import type { Frame } from './execution-state.ts';
import { finishResult } from './finish-result.ts';
import type { Transition } from './transition.ts';

/** Opens a frame for every branch. */
export function beginBranches(transition: Transition, frame: Frame, state: ParallelState): void {
  const input = transform(transition, frame, select(transition, frame, frame.input, state.inputPath), state.parameters);
  const { lastEventId } = transition.record(frame, 'ParallelStateStarted');
  const count = state.branches.length;
  transition.update(frame, { lastEventId, wait: { kind: 'branches', count, finished: 0 } });
  for (const [index, { startAt }] of state.branches.entries()) {
    transition.addFrame({ parentId: frame.id, index, lastEventId, stateName: startAt, input });
  }
}

/** Takes up the end of a branch; after the last one the state is left with the outputs in the order of the branches. */
export function joinBranch(transition: Transition, frame: Frame, state: ParallelState, branch: Frame): void {
  if (frame.wait.kind !== 'branches') return;
  const finished = frame.wait.finished + 1;
  const joined = transition.update(frame, { lastEventId: branch.lastEventId, wait: { ...frame.wait, finished } });
  if (finished < frame.wait.count) return;
  const result = takeOutputs(transition, joined);
  transition.emit('ParallelStateSucceeded', joined.lastEventId);
  finishResult(transition, joined, state, result);
}

/** The outputs of a frame's finished children as one array, in order; the children are not needed any more. */
export function takeOutputs(transition: Transition, frame: Frame): string {
  const children = transition.childrenOf(frame).toSorted((left, right) => left.index - right.index);
  for (const child of children) transition.removeFrame(child);
  return `[${children.map(({ wait }) => (wait.kind === 'finished' ? wait.output : 'null')).join(',')}]`;
}

import type { Frame } from './execution-state.ts';
import type { Transition } from './transition.ts';

/** Gives up everything inside a frame: the branches or iterations of its state. */
export function abortChildren(transition: Transition, frame: Frame): void {
  for (const child of transition.childrenOf(frame)) abort(transition, frame, child);
}

/** Gives up a frame and everything inside it; what was in progress is noted, what had ended is not. */
function abort(transition: Transition, parent: Frame, frame: Frame): void {
  abortChildren(transition, frame);
  transition.removeFrame(frame);
  if (frame.wait.kind === 'finished') return;
  const parentState = transition.stateOf(parent);
  let previousEventId = frame.lastEventId;
  if (frame.wait.kind !== 'turn') {
    const type = transition.stateOf(frame).type;
    if (type !== 'Pass' && type !== 'Choice') previousEventId = transition.emit(`${type}StateAborted`, previousEventId);
  }
  if (parentState.type === 'Map') transition.emit('MapIterationAborted', previousEventId, { name: parentState.name, index: frame.index });
}

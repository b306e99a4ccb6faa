import type { Frame } from './execution-state.ts';
import { COMPLETE } from './history.ts';
import { beginIterations } from './map-state.ts';
import { beginBranches } from './parallel-state.ts';
import { runChoice, runFail, runPass, runSucceed, runWait } from './simple-states.ts';
import { beginTask } from './task-state.ts';
import type { Transition } from './transition.ts';

/** Enters the state that a frame has come to, and does what can be done of it without waiting. */
export function enterState(transition: Transition, frame: Frame): void {
  const state = transition.stateOf(frame);
  const entered = transition.record(frame, `${state.type}StateEntered`, { name: state.name, input: frame.input, inputDetails: COMPLETE });
  runState(transition, transition.update(entered, { enteredEventId: entered.lastEventId, enteredMs: transition.nowMs }));
}

/** Does the work of a frame's state: once it is entered, and again for every retry. */
export function runState(transition: Transition, frame: Frame): void {
  const state = transition.stateOf(frame);
  switch (state.type) {
    case 'Pass':
      return runPass(transition, frame, state);
    case 'Choice':
      return runChoice(transition, frame, state);
    case 'Wait':
      return runWait(transition, frame, state);
    case 'Succeed':
      return runSucceed(transition, frame, state);
    case 'Fail':
      return runFail(transition, frame, state);
    case 'Task':
      return beginTask(transition, frame, state);
    case 'Parallel':
      return beginBranches(transition, frame, state);
    case 'Map':
      return beginIterations(transition, frame, state);
  }
}

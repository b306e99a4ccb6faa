import type { FailingState } from '../definition/state-machine.ts';
import { assign, putResult, select, transform } from './data-flow.ts';
import type { Frame, JsonText } from './execution-state.ts';
import { leaveState } from './leave-state.ts';
import type { Transition } from './transition.ts';

/** Leaves a Task, Parallel or Map state with what it made. */
export function finishResult(transition: Transition, frame: Frame, state: FailingState, result: JsonText): void {
  const selected = transform(transition, frame, result, state.resultSelector);
  const assigned = assign(transition, frame, result, state.assign);
  const output = select(transition, frame, putResult(frame.input, selected, state.resultPath), state.outputPath);
  leaveState(transition, frame, { output, assigned, next: state.next });
}

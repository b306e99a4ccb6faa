import { writeJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { checkSize } from './data-flow.ts';
import type { Frame, JsonText } from './execution-state.ts';
import { COMPLETE } from './history.ts';
import type { Transition } from './transition.ts';

/** How a state is left. */
export interface Leaving {
  readonly output: JsonText;
  readonly assigned?: JsonObject | undefined;
  /** The next state; nothing when the frame has come to its end. */
  readonly next?: string | undefined;
}

/** Leaves a frame's state: its variables are set, and the frame waits for its next turn or is finished. */
export function leaveState(transition: Transition, frame: Frame, { output, assigned, next }: Leaving): void {
  const state = transition.stateOf(frame);
  checkSize(output, frame.stateName);
  const left = transition.record(frame, `${state.type}StateExited`, {
    name: frame.stateName,
    output,
    outputDetails: COMPLETE,
    assignedVariables: assigned && writeVariables(assigned),
    assignedVariablesDetails: assigned && COMPLETE,
  });
  const variables = assigned ? Object.fromEntries([...Object.entries(left.variables), ...Object.entries(assigned)]) : left.variables;
  if (next === undefined) {
    const finished = transition.update(left, { variables, wait: { kind: 'finished', output } });
    transition.settlements.push({ frame: finished });
    return;
  }
  transition.update(left, { variables, stateName: next, input: output, retries: [], retryCount: 0, wait: { kind: 'turn' } });
  transition.ready.push(frame.id);
}

/** The history shows every variable as the JSON text of its value. */
function writeVariables(assigned: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, writeJson(value)]));
}

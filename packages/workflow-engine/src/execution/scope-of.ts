import type { Scope } from '../expressions/scope.ts';
import { memberOf, parseJson } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Frame, JsonText } from './execution-state.ts';
import type { Transition } from './transition.ts';

/** An item that is not in a frame yet: `ItemSelector` sees it before its iteration begins. */
interface Item {
  readonly index: number;
  readonly value: JsonText;
}

/** What the expressions of a frame's state see, with a given text for `$`. */
export function scopeOf(transition: Transition, frame: Frame, input: JsonText, item?: Item): Scope {
  return {
    input: parseJson(input),
    context: () => contextOf(transition, frame, item),
    variable: (name) => findVariable(transition, frame, name),
    chance: transition.chance,
  };
}

function findVariable(transition: Transition, frame: Frame, name: string): JsonValue | undefined {
  for (let scope: Frame | undefined = frame; scope !== undefined; scope = parentOf(transition, scope)) {
    const value = memberOf(scope.variables, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function parentOf(transition: Transition, frame: Frame): Frame | undefined {
  return frame.parentId === undefined ? undefined : transition.frame(frame.parentId);
}

/** The context object ("Accessing execution data from the Context object" in AWS's guide). */
function contextOf(transition: Transition, frame: Frame, item: Item | undefined): JsonValue {
  const { identity, input, startedMs } = transition.before;
  const state = transition.stateOf(frame);
  const iteration = item ?? findItem(transition, frame);
  return {
    Execution: {
      Id: identity.executionArn,
      Input: parseJson(input),
      StartTime: new Date(startedMs).toISOString(),
      Name: identity.executionName,
      RoleArn: identity.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: {
      Name: frame.stateName,
      EnteredTime: new Date(frame.enteredMs).toISOString(),
      ...('retry' in state ? { RetryCount: frame.retryCount } : {}),
    },
    ...(iteration ? { Map: { Item: describeItem(iteration) } } : {}),
  };
}

function describeItem(item: Item): JsonObject {
  return { Index: item.index, Value: parseJson(item.value) };
}

function findItem(transition: Transition, frame: Frame): Item | undefined {
  for (let scope: Frame | undefined = frame; scope !== undefined; scope = parentOf(transition, scope)) {
    if (scope.item !== undefined) return { index: scope.index, value: scope.item };
  }
  return undefined;
}

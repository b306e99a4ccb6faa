import { lookUp } from '../expressions/evaluate.ts';
import type { Scope } from '../expressions/scope.ts';
import { runtimeFailure } from '../failure.ts';
import type { JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';
import type { Condition, ConditionOperand } from './condition.ts';

/** Whether a condition holds. Throws a StateFailure when a path leads nowhere, unless that is what it asks. */
export function holds(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((part) => holds(part, scope));
    case 'or':
      return condition.conditions.some((part) => holds(part, scope));
    case 'not':
      return !holds(condition.condition, scope);
    case 'isPresent':
      return isPresent(condition.variable, scope) === condition.expected;
    case 'test':
      return condition.operator.matches(readValue(condition.variable, scope), operandValue(condition.operand, scope));
  }
}

function operandValue(operand: ConditionOperand, scope: Scope): JsonValue {
  return 'value' in operand ? operand.value : readValue(operand.path, scope);
}

function readValue(path: Path, scope: Scope): JsonValue {
  const result = lookUp(path, scope);
  if (result.found) return result.value;
  throw runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
}

function isPresent(path: Path, scope: Scope): boolean {
  if (path.root.kind === 'variable' && scope.variable(path.root.name) === undefined) return false;
  return lookUp(path, scope).found;
}

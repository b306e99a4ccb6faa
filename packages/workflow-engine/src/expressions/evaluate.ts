import { intrinsicFailure, runtimeFailure } from '../failure.ts';
import { INTRINSIC_FUNCTIONS } from '../intrinsics/functions.ts';
import { writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';
import { readPath } from '../paths/read-path.ts';
import type { PathResult } from '../paths/read-path.ts';
import type { Expression } from './expression.ts';
import type { Scope } from './scope.ts';

/** The value of an expression in a field. Throws a StateFailure in the service's words when a path leads nowhere. */
export function evaluate(expression: Expression, scope: Scope, fieldName: string): JsonValue {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'call') return call(expression, scope, fieldName);
  const result = lookUp(expression.path, scope);
  if (result.found) return result.value;
  const root = rootOf(expression.path, scope) ?? null;
  throw runtimeFailure(
    `The JSONPath '${expression.path.text}' specified for the field '${fieldName}' could not be found in the input '${writeJson(root)}'`,
  );
}

/** The value of a path that selects the input or output of a state, with the words the service has for those. */
export function evaluateSelection(path: Path, scope: Scope): JsonValue {
  const result = lookUp(path, scope);
  if (result.found) return result.value;
  throw runtimeFailure(`Invalid path '${path.text}' : ${result.reason}`);
}

/** What a path finds. Throws a StateFailure only when its variable was never assigned. */
export function lookUp(path: Path, scope: Scope): PathResult {
  const root = rootOf(path, scope);
  if (root === undefined) throw runtimeFailure(`The variable of '${path.text}' has not been assigned a value`);
  return readPath(path, root);
}

function rootOf(path: Path, scope: Scope): JsonValue | undefined {
  if (path.root.kind === 'input') return scope.input;
  return path.root.kind === 'context' ? scope.context() : scope.variable(path.root.name);
}

function call(expression: Expression & { kind: 'call' }, scope: Scope, fieldName: string): JsonValue {
  const definition = INTRINSIC_FUNCTIONS.get(expression.name);
  if (definition === undefined) throw intrinsicFailure(`There is no intrinsic function ${expression.name}`);
  const values = expression.arguments.map((argument) => ({
    value: evaluate(argument, scope, fieldName),
    quoted: argument.kind === 'literal' ? argument.quoted : undefined,
  }));
  return definition.apply(values, scope.chance);
}

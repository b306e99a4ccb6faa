import { ERROR_NAMES, StateFailure } from '../failure.ts';
import { isObject, memberOf, parseJson } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';
import { readPath } from '../paths/read-path.ts';
import type { NamedSource } from './flow.ts';
import type { FlowTransition } from './flow-transition.ts';

/** What paths of a flow read: the input, and the answers of all nodes so far by name. */
export function documentOf(transition: FlowTransition): JsonObject {
  const answers = transition.nodes.map((node, position): [string, JsonValue][] => {
    const name = transition.node(position)?.name;
    return node.status === 'done' && name !== undefined ? [[name, parseJson(node.output)]] : [];
  });
  return Object.fromEntries([['input', parseJson(transition.before.input)], ...answers.flat()]);
}

/** Reads named values. What a skipped node would have given is null; anything else that is missing is a failure. */
export function readNamed(transition: FlowTransition, sources: readonly NamedSource[], document: JsonObject): JsonObject {
  return Object.fromEntries(
    sources.map(({ name, source }) => [name, 'value' in source ? source.value : readValue(transition, source.path, document)]),
  );
}

export function readValue(transition: FlowTransition, path: Path, document: JsonObject): JsonValue {
  const result = readPath(path, document);
  if (result.found) return result.value;
  if (isSkipped(transition, path)) return null;
  const [input, member] = path.segments;
  const name =
    input?.selector.kind === 'name' && input.selector.name === 'input' && member?.selector.kind === 'name'
      ? member.selector.name
      : undefined;
  const isMissingInput = name !== undefined && !hasInput(document, name);
  const reason = isMissingInput
    ? `The flow was started without the input '${name}'`
    : `The path '${path.text}' leads nowhere: ${result.reason}`;
  throw new StateFailure(ERROR_NAMES.parameterPathFailure, reason);
}

function hasInput(document: JsonObject, name: string): boolean {
  const input = memberOf(document, 'input') ?? null;
  return isObject(input) && memberOf(input, name) !== undefined;
}

function isSkipped(transition: FlowTransition, path: Path): boolean {
  const [first] = path.segments;
  const position = first?.selector.kind === 'name' ? transition.flow.positions.get(first.selector.name) : undefined;
  return position !== undefined && transition.nodes[position]?.status === 'skipped';
}

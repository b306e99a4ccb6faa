import { DEFINITION_MAX_BYTES, JSON_DEPTH_MAX, STATE_SECONDS_MAX, SkeinError, isNestedTooDeep } from '@skein/contracts';
import { isObject, tryParseJson } from '../json.ts';
import { checkVariables } from './check-variables.ts';
import { ObjectReader } from './object-reader.ts';
import { parseGraph } from './parse-graph.ts';
import { Problems, describeProblems } from './problems.ts';
import type { DefinitionProblem } from './problems.ts';
import { checkRepeatedNames } from './repeated-names.ts';
import type { StateMachine } from './state-machine.ts';

/** A definition that was read, or everything that is wrong with it. */
export type DefinitionResult =
  | { readonly valid: true; readonly machine: StateMachine }
  | { readonly valid: false; readonly problems: readonly DefinitionProblem[] };

/** Reads a definition in the Amazon States Language, with JSONPath, and checks all of it. */
export function readDefinition(text: string): DefinitionResult {
  const problems = new Problems();
  const machine = parseMachine(text, problems);
  return machine && problems.all.length === 0 ? { valid: true, machine } : { valid: false, problems: problems.all };
}

/** The same, for callers that want a valid one. Throws `invalid_definition` with every problem and its place. */
export function parseDefinition(text: string): StateMachine {
  const result = readDefinition(text);
  if (result.valid) return result.machine;
  throw new SkeinError('invalid_definition', { reason: describeProblems(result.problems) });
}

function parseMachine(text: string, problems: Problems): StateMachine | undefined {
  if (Buffer.byteLength(text) > DEFINITION_MAX_BYTES) {
    problems.add(`The definition is larger than ${DEFINITION_MAX_BYTES} bytes`, '');
    return undefined;
  }
  if (isNestedTooDeep(Buffer.from(text))) {
    problems.add(`The definition is nested deeper than ${JSON_DEPTH_MAX} levels`, '');
    return undefined;
  }
  const value = tryParseJson(text);
  if (value === undefined || !isObject(value)) {
    problems.add('The definition is not a JSON object', '', 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
  checkRepeatedNames(text, problems);
  const reader = new ObjectReader(value, '', problems);
  const timeoutSeconds = reader.integer('TimeoutSeconds', 1, STATE_SECONDS_MAX);
  const version = reader.string('Version');
  if (version !== undefined && version !== '1.0') reader.fail('Version', "The only version is '1.0'");
  const graph = parseGraph(reader, { names: new Map(), depth: 0, parseGraph });
  reader.refuseOthers();
  if (graph && problems.all.length === 0) checkVariables(graph, problems);
  return graph && { ...graph, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) };
}

import { DEFINITION_MAX_BYTES, SkeinError } from '@skein/contracts';
import { parse } from 'yaml';
import { ObjectReader } from '../definition/object-reader.ts';
import { Problems, describeProblems } from '../definition/problems.ts';
import type { DefinitionProblem } from '../definition/problems.ts';
import { isArray, isObject } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { checkFlow } from './check-flow.ts';
import type { Flow } from './flow.ts';
import { linkNodes } from './link-nodes.ts';
import { readNode } from './read-node.ts';
import { readSources } from './read-sources.ts';

/** A flow that was read, or everything that is wrong with it. */
export type FlowResult =
  | { readonly valid: true; readonly flow: Flow }
  | { readonly valid: false; readonly problems: readonly DefinitionProblem[] };

/** Reads a definition in the flow notation (YAML, or JSON as a part of it) and checks all of it. Every problem names its node. */
export function readFlow(text: string): FlowResult {
  const problems = new Problems();
  const flow = parseText(text, problems);
  return flow && problems.all.length === 0 ? { valid: true, flow } : { valid: false, problems: problems.all };
}

/** The same, for callers that want a valid one. Throws `invalid_definition` with every problem and its place. */
export function parseFlow(text: string): Flow {
  const result = readFlow(text);
  if (result.valid) return result.flow;
  throw new SkeinError('invalid_definition', { reason: describeProblems(result.problems) });
}

function parseText(text: string, problems: Problems): Flow | undefined {
  if (Buffer.byteLength(text) > DEFINITION_MAX_BYTES) {
    problems.add(`The definition is larger than ${DEFINITION_MAX_BYTES} bytes`, '');
    return undefined;
  }
  const value = readYaml(text, problems);
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    problems.add('The definition is not an object', '');
    return undefined;
  }
  return parseObject(new ObjectReader(value, '', problems), problems);
}

/** YAML that means JSON: no tags, no dates, no repeated keys; the library bounds aliases. */
function readYaml(text: string, problems: Problems): JsonValue | undefined {
  try {
    return parse(text, { schema: 'core', uniqueKeys: true, strict: true }) as JsonValue;
  } catch (failure) {
    const [first] = (failure as Error).message.split('\n');
    problems.add(`The definition is not valid YAML: ${first}`, '', 'INVALID_YAML');
    return undefined;
  }
}

function parseObject(reader: ObjectReader, problems: Problems): Flow | undefined {
  reader.value('description');
  reader.require('nodes');
  const name = reader.string('name');
  const inputs = reader.has('inputs') ? readNames(reader) : undefined;
  const outputs = reader.has('outputs') ? readSources(reader, 'outputs') : undefined;
  const drafts = reader.objects('nodes').map(readNode);
  reader.refuseOthers();
  if (drafts.length === 0) return reader.has('nodes') ? reader.fail('nodes', 'Expected at least one node') : undefined;
  const linked = linkNodes(drafts, problems);
  const flow: Flow = {
    ...(name === undefined ? {} : { name }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    ...linked,
  };
  if (problems.all.length === 0) checkFlow(flow, problems);
  return flow;
}

function readNames(reader: ObjectReader): readonly string[] {
  const value = reader.value('inputs');
  if (value !== undefined && isArray(value) && value.every((item) => typeof item === 'string')) return value;
  reader.fail('inputs', 'Expected a list of names');
  return [];
}

import { STATE_NAME_MAX_LENGTH, WORKFLOW_DEPTH_MAX } from '@skein/contracts';
import type { ObjectReader } from './object-reader.ts';
import { refuseJsonata } from './parse-fields.ts';
import { parseState } from './parse-state.ts';
import type { Reading } from './reading.ts';
import type { State, StateGraph } from './state-machine.ts';

/** Reads `StartAt` and `States`, and checks that every transition leads to a state of the same graph and that every state can be reached. */
export function parseGraph(reader: ObjectReader, reading: Reading): StateGraph | undefined {
  reader.value('Comment');
  refuseJsonata(reader);
  reader.require('StartAt', 'States');
  const startAt = reader.string('StartAt');
  const states = reader.object('States');
  if (states === undefined || startAt === undefined) return undefined;
  if (reading.depth > WORKFLOW_DEPTH_MAX) return reader.fail('States', `States may be nested ${WORKFLOW_DEPTH_MAX} deep`);
  const names = states.names();
  if (names.length === 0) return reader.fail('States', 'Expected at least one state');
  if (!names.includes(startAt))
    reader.problems.add(`Missing 'Next' target: ${startAt}`, `${reader.location}/StartAt`, 'MISSING_TRANSITION_TARGET');
  const parsed = names.map((name) => parseNamed(states, name, reading));
  const valid = parsed.filter((state) => state !== undefined);
  const graph = { startAt, states: new Map(valid.map((state) => [state.name, state])) };
  checkTargets(graph, new Set(names), states);
  if (valid.length === names.length) checkReachable(graph, states);
  return graph;
}

function parseNamed(states: ObjectReader, name: string, reading: Reading): State | undefined {
  const reader = states.object(name);
  if (name.length > STATE_NAME_MAX_LENGTH) states.fail(name, `A state's name has at most ${STATE_NAME_MAX_LENGTH} characters`);
  const other = reading.names.get(name);
  if (other !== undefined)
    states.problems.add(`The state name '${name}' is already used at ${other}`, `${states.location}/${name}`, 'DUPLICATE_STATE_NAME');
  reading.names.set(name, `${states.location}/${name}`);
  return reader && parseState(reader, name, reading);
}

function checkTargets(graph: StateGraph, names: ReadonlySet<string>, states: ObjectReader): void {
  for (const state of graph.states.values()) {
    for (const [field, target] of listTransitions(state)) {
      if (names.has(target)) continue;
      states.problems.add(`Missing 'Next' target: ${target}`, `${states.location}/${state.name}/${field}`, 'MISSING_TRANSITION_TARGET');
    }
  }
}

function checkReachable(graph: StateGraph, states: ObjectReader): void {
  const reached = new Set<string>();
  const waiting = [graph.startAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = graph.states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    waiting.push(...listTransitions(state).map(([, target]) => target));
  }
  for (const name of graph.states.keys()) {
    if (!reached.has(name)) {
      states.problems.add(`State '${name}' is not reachable`, `${states.location}/${name}`, 'MISSING_TRANSITION_TARGET');
    }
  }
}

function listTransitions(state: State): readonly (readonly [field: string, target: string])[] {
  const transitions: [string, string][] = [];
  if ('next' in state && state.next !== undefined) transitions.push(['Next', state.next]);
  if ('default' in state && state.default !== undefined) transitions.push(['Default', state.default]);
  if ('choices' in state) transitions.push(...state.choices.map(({ next }, index): [string, string] => [`Choices[${index}]/Next`, next]));
  if ('catch' in state) transitions.push(...state.catch.map(({ next }, index): [string, string] => [`Catch[${index}]/Next`, next]));
  return transitions;
}

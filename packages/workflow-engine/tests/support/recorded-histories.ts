import { readDefinition } from '../../src/index.ts';
import type { HistoryEvent, StartRequest, StateMachine } from '../../src/index.ts';
import { RecordingMatcher, applyReplacements } from './match-recording.ts';
import { runExecution, throughText } from './run-execution.ts';
import type { Run, World } from './run-execution.ts';
import { invokeRecorded } from './stand-in-functions.ts';
import type { RecordedFunction } from './stand-in-functions.ts';

/** A line of the recorded histories. */
export interface HistoryCase {
  readonly id: string;
  readonly skip_paths: readonly (string | readonly string[])[];
  readonly transformers: readonly (readonly [string, string])[];
  readonly definition: string;
  readonly input: string;
  readonly lambdas: readonly RecordedFunction[];
  readonly expected: { readonly history: readonly RecordedEvent[] };
}

interface RecordedEvent {
  readonly id: number | readonly number[];
  readonly previousEventId: number;
  readonly type: string;
}

/** The outcome of a case: nothing when it passes, otherwise why it does not. */
export function checkHistory(recorded: HistoryCase): string | undefined {
  const result = readDefinition(recorded.definition);
  if (!result.valid) {
    const [first] = result.problems;
    return `InvalidDefinition: ${first?.message} at ${first?.location}`;
  }
  const run = runRecorded(recorded, result.machine, { store: throughText });
  return compareHistory(recorded, run.history.map(present));
}

/** Runs a case with the functions it creates. */
export function runRecorded(recorded: HistoryCase, machine: StateMachine, world: Omit<World, 'invoke'>): Run {
  return runExecution(machine, requestOf(recorded), {
    ...world,
    invoke: (command) => invokeRecorded(recorded.lambdas, command, requestIdOf(command.taskId)),
  });
}

/** The same id whenever a task is invoked again. */
function requestIdOf(taskId: number): string {
  return `00000000-0000-4000-8000-${String(taskId).padStart(12, '0')}`;
}

function requestOf({ transformers, input }: HistoryCase): StartRequest {
  const nameOf = (replacement: string): string => transformers.find(([, to]) => to.startsWith(replacement))?.[0] ?? 'unknown';
  const machineName = nameOf('<ArnPart');
  const executionName = nameOf('<ExecArnPart');
  const prefix = 'arn:aws:states:us-east-1:111111111111';
  const identity = {
    executionArn: `${prefix}:execution:${machineName}:${executionName}`,
    executionName,
    stateMachineArn: `${prefix}:stateMachine:${machineName}`,
    stateMachineName: machineName,
    roleArn: nameOf('snf_role_arn'),
  };
  return { identity, input };
}

/**
 * Compares event by event, in the form of GetExecutionHistory with `timestamp` for every time. Where the recorder lost the order inside a Parallel state (ids of `[0]`), events are compared as a set there, and
 * events that it dropped altogether may be left over.
 */
export function compareHistory(recorded: HistoryCase, events: readonly object[]): string | undefined {
  const texts = events.map((event) => applyReplacements(JSON.stringify(event), recorded.transformers));
  const actual = new Map(texts.map((text): [number, unknown] => [(JSON.parse(text) as { id: number }).id, JSON.parse(text)]));
  const matcher = new RecordingMatcher(recorded.skip_paths.flat());
  const ordered = recorded.expected.history.filter(({ id }) => typeof id === 'number');
  const unordered = recorded.expected.history.filter(({ id }) => typeof id !== 'number');
  for (const event of ordered) {
    const difference = matcher.difference(event, actual.get(Number(event.id)), `event ${Number(event.id)} ${event.type}`);
    if (difference !== undefined) return difference;
    actual.delete(Number(event.id));
  }
  for (const event of unordered) {
    const found = [...actual].find(([id, value]) => isEqual({ ...event, id, previousEventId: previousOf(value) }, value));
    if (found === undefined) return `no event like ${JSON.stringify(event).slice(0, 200)}`;
    actual.delete(found[0]);
  }
  const [left] = [...actual.values()].filter((event) => !(unordered.length > 0 && /Parallel/.test(typeOf(event))));
  return left === undefined ? undefined : `an event too many: ${JSON.stringify(left).slice(0, 200)}`;
}

function isEqual(expected: unknown, actual: unknown): boolean {
  return new RecordingMatcher([]).difference(expected, actual) === undefined;
}

function typeOf(event: unknown): string {
  return (event as RecordedEvent).type;
}

function previousOf(event: unknown): number {
  return (event as RecordedEvent).previousEventId;
}

function present({ id, previousEventId, type, detailsName, details }: HistoryEvent): object {
  return { id, previousEventId, type, timestamp: 'timestamp', ...(detailsName === undefined ? {} : { [detailsName]: details }) };
}

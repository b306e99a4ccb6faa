import { parseDefinition } from '../../src/index.ts';
import type { EngineEvent, HistoryEvent, InvokeCommand, StartRequest, StateMachine } from '../../src/index.ts';
import { runExecution, throughText } from './run-execution.ts';
import type { Run } from './run-execution.ts';
import type { InvocationResult } from './stand-in-functions.ts';

export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';

/** A machine of the given states, the first of which begins. */
export function machineOf(states: Readonly<Record<string, object>>, top: object = {}): StateMachine {
  return parseDefinition(definitionOf(states, top));
}

export function definitionOf(states: Readonly<Record<string, object>>, top: object = {}): string {
  return JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...top });
}

export function startOf(input: unknown): StartRequest {
  const prefix = 'arn:aws:states:us-east-1:000000000000';
  return {
    identity: {
      executionArn: `${prefix}:execution:machine:run`,
      executionName: 'run',
      stateMachineArn: `${prefix}:stateMachine:machine`,
      stateMachineName: 'machine',
      roleArn: 'arn:aws:iam::000000000000:role/role',
    },
    input: typeof input === 'string' ? input : JSON.stringify(input),
  };
}

/** Runs a machine whose every state is stored and taken up again between decisions. */
export function run(machine: StateMachine, input: unknown = {}, invoke: (command: InvokeCommand) => InvocationResult = echo): Run {
  return runExecution(machine, startOf(input), { invoke, store: throughText });
}

/** A function that returns its event. */
export function echo(command: InvokeCommand): EngineEvent {
  return { type: 'task-succeeded', taskId: command.taskId, payload: command.payload };
}

/** A function that raises. */
export function raise(error: string, cause = 'because'): (command: InvokeCommand) => EngineEvent {
  return ({ taskId }) => ({ type: 'task-failed', taskId, error, cause });
}

/** A history in short: types, with the ids that they follow. */
export function outline(history: readonly HistoryEvent[]): readonly string[] {
  return history.map(({ id, previousEventId, type }) => `${id} <- ${previousEventId} ${type}`);
}

export function typesOf(history: readonly HistoryEvent[]): readonly string[] {
  return history.map(({ type }) => type);
}

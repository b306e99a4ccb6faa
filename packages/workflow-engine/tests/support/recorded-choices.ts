import { readDefinition } from '../../src/index.ts';
import { runExecution, throughText } from './run-execution.ts';

/** A line of the recorded tables of Choice states: a machine and an execution for every row. */
export interface ChoiceCase {
  readonly id: string;
  readonly calls: readonly { readonly op: string; readonly args: { readonly definition?: string; readonly input?: string } }[];
  readonly expected: readonly { readonly input: unknown; readonly output?: unknown }[];
}

const identity = {
  executionArn: 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
  executionName: 'run',
  stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
  stateMachineName: 'machine',
  roleArn: 'arn:aws:iam::111111111111:role/role',
};

/** The outcome of every row of a table: nothing when it passes, otherwise why it does not. */
export function checkChoices(recorded: ChoiceCase): readonly (string | undefined)[] {
  const definitions = recorded.calls.flatMap(({ args }) => args.definition ?? []);
  const inputs = recorded.calls.flatMap(({ args }) => args.input ?? []);
  return recorded.expected.map((row, index) => checkRow(definitions[index] ?? '', inputs[index] ?? '', row.output));
}

function checkRow(definition: string, input: string, expected: unknown): string | undefined {
  const result = readDefinition(definition);
  if (!result.valid) return `InvalidDefinition: ${result.problems[0]?.message}`;
  const { state } = runExecution(result.machine, { identity, input }, { invoke: () => 'never', store: throughText });
  const output: unknown = state.output === undefined ? state.error : JSON.parse(state.output);
  return JSON.stringify(output) === JSON.stringify(expected)
    ? undefined
    : `recorded ${JSON.stringify(expected)}, got ${JSON.stringify(output)}`;
}

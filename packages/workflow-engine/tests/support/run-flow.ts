import { parseJson } from '../../src/json.ts';
import { decideFlow, parseFlow, startFlow } from '../../src/index.ts';
import type { Flow, FlowState, HistoryEvent, InvokeCommand } from '../../src/index.ts';
import { startOf } from './machines.ts';

export interface FlowRun {
  readonly state: FlowState;
  readonly history: readonly HistoryEvent[];
  /** Every invocation, in order. */
  readonly invocations: readonly InvokeCommand[];
  readonly output: unknown;
}

/** What a function of a flow gives for its inputs; an error's name is thrown. */
export type FlowFunction = (inputs: Readonly<Record<string, unknown>>) => unknown;

/** Which of the waiting tasks is answered next: the order of outcomes is the world's. */
export type Pick = (waiting: number) => number;

/** Runs a flow to its end with named functions; the state goes through its text between decisions. */
export function runFlow(
  text: string | Flow,
  input: unknown,
  functions: Readonly<Record<string, FlowFunction>>,
  pick: Pick = () => 0,
): FlowRun {
  const flow = typeof text === 'string' ? parseFlow(text) : text;
  const history: HistoryEvent[] = [];
  const invocations: InvokeCommand[] = [];
  const waiting: InvokeCommand[] = [];
  let decision = startFlow(flow, startOf(input), { nowMs: 0, seed: '' });
  for (let nowMs = 1; ; nowMs += 1) {
    history.push(...decision.history);
    const begun = decision.commands.filter((command) => command.type === 'invoke');
    invocations.push(...begun);
    waiting.push(...begun);
    if (decision.state.status !== 'RUNNING') break;
    const [command] = waiting.splice(pick(waiting.length) % Math.max(1, waiting.length), 1);
    if (command === undefined) throw new Error('the flow waits for nothing');
    const state = parseJson(JSON.stringify(decision.state)) as unknown as FlowState;
    decision = decideFlow(flow, state, answer(command, functions), { nowMs, seed: '' });
  }
  const { output } = decision.state;
  return { state: decision.state, history, invocations, output: output === undefined ? undefined : JSON.parse(output) };
}

function answer(
  { taskId, functionName, payload }: InvokeCommand,
  functions: Readonly<Record<string, FlowFunction>>,
): Parameters<typeof decideFlow>[2] {
  const work = functions[functionName];
  if (work === undefined) return { type: 'task-failed', taskId, error: 'Lambda.ResourceNotFoundException', cause: functionName };
  try {
    const result = work(JSON.parse(payload) as Record<string, unknown>);
    return { type: 'task-succeeded', taskId, payload: JSON.stringify(result) };
  } catch (thrown) {
    return { type: 'task-failed', taskId, error: (thrown as Error).name, cause: (thrown as Error).message };
  }
}

import { executionArn, workflowArn } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { StoredEvent } from '@skein/ports';
import {
  decide,
  decideFlow,
  parseDefinition,
  parseFlow,
  restoreFlowState,
  restoreState,
  serializeState,
  startExecution,
  startFlow,
} from '@skein/workflow-engine';
import type { Command, Decision, EngineEvent, FlowDecision, Given, StartRequest } from '@skein/workflow-engine';

/** A decision of either engine, in the form in which it is stored. */
export interface Step extends Pick<Decision, 'commands' | 'unfinished' | 'wakeAtMs'> {
  readonly state: string;
  readonly events: readonly StoredEvent[];
  readonly commands: readonly Command[];
  readonly status: Decision['state']['status'];
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** How the executions of one definition begin and go on. */
export interface Notation {
  start(record: ExecutionRecord, given: Given): Step;
  /** One step out of the decisions on several events, each made on what the one before has left. */
  decide(state: string, events: readonly EngineEvent[], given: () => Given): Step;
}

/** Reads an execution's definition. Throws `invalid_definition`; what was stored has been read before. */
export function readNotation({ notation, definition }: Pick<ExecutionRecord, 'notation' | 'definition'>): Notation {
  return notation === 'flow' ? flowNotation(definition) : statesNotation(definition);
}

function statesNotation(definition: string): Notation {
  const machine = parseDefinition(definition);
  const stepOf = (decision: Decision): Step => ({ ...outcomeOf(decision), ...decision, state: serializeState(decision.state) });
  return {
    start: (record, given) => stepOf(startExecution(machine, requestOf(record), given)),
    decide: (state, events, given) =>
      stepOf(decideAll(restoreState(state), events, (before, event) => decide(machine, before, event, given()))),
  };
}

function flowNotation(definition: string): Notation {
  const flow = parseFlow(definition);
  const stepOf = (decision: FlowDecision): Step => ({
    ...outcomeOf(decision),
    commands: decision.commands,
    state: JSON.stringify(decision.state),
    unfinished: false,
  });
  return {
    start: (record, given) => stepOf(startFlow(flow, requestOf(record), given)),
    decide: (state, events, given) =>
      stepOf(decideAll(restoreFlowState(state), events, (before, event) => decideFlow(flow, before, event, given()))),
  };
}

/** The last decision, with what came of all of them. The state is read and written once for all: it may be large. */
function decideAll<State, Decided extends { readonly state: State } & Pick<Decision, 'history' | 'commands'>>(
  state: State,
  events: readonly EngineEvent[],
  decideOn: (state: State, event: EngineEvent) => Decided,
): Decided {
  const [first = { type: 'continue' }, ...rest] = events;
  let last = decideOn(state, first);
  const made = [last];
  for (const event of rest) {
    last = decideOn(last.state, event);
    made.push(last);
  }
  return { ...last, history: made.flatMap(({ history }) => history), commands: made.flatMap(({ commands }) => commands) };
}

function requestOf(record: ExecutionRecord): StartRequest {
  const { workflowName, name, roleArn, input } = record;
  const identity = {
    executionArn: executionArn(record, workflowName, name),
    executionName: name,
    stateMachineArn: workflowArn(record, workflowName),
    stateMachineName: workflowName,
    roleArn,
  };
  return { identity, input };
}

function outcomeOf({ state, history }: Decision | FlowDecision): Pick<Step, 'events' | 'status' | 'output' | 'error' | 'cause'> {
  const events = history.map((event) => ({ id: event.id, event: JSON.stringify(event) }));
  return { events, status: state.status, output: state.output, error: state.error, cause: state.cause };
}

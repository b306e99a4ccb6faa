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
  decide(state: string, event: EngineEvent, given: Given): Step;
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
    decide: (state, event, given) => stepOf(decide(machine, restoreState(state), event, given)),
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
    decide: (state, event, given) => stepOf(decideFlow(flow, restoreFlowState(state), event, given)),
  };
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

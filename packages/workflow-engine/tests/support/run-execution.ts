import { decide, restoreState, serializeState, startExecution } from '../../src/index.ts';
import type {
  Command,
  Decision,
  EngineEvent,
  ExecutionState,
  HistoryEvent,
  InvokeCommand,
  StartRequest,
  StateMachine,
} from '../../src/index.ts';
import type { InvocationResult } from './stand-in-functions.ts';

export interface Run {
  readonly state: ExecutionState;
  readonly history: readonly HistoryEvent[];
  /** How many decisions it took. */
  readonly decisions: number;
}

export interface World {
  readonly invoke: (command: InvokeCommand) => InvocationResult;
  /** Called with every stored state; its answer is what the next decision starts from. */
  readonly store?: (state: ExecutionState) => ExecutionState;
  /** The process ends after this decision is stored: outcomes that were not stored are lost, and what is open is begun again. */
  readonly crashAfter?: number;
  /** Hears of every decision, with everything it was made from. */
  readonly observe?: (repeat: () => Decision, decision: Decision) => void;
}

/** Through its text and back, as a store would keep it. */
export function throughText(state: ExecutionState): ExecutionState {
  return restoreState(serializeState(state));
}

/** Runs an execution to its end under a clock that leaps to whatever comes next. */
export function runExecution(machine: StateMachine, request: StartRequest, world: World, startMs = Date.UTC(2026, 10, 21)): Run {
  const waiting: EngineEvent[] = [];
  const open = new Map<number, InvokeCommand>();
  const history: HistoryEvent[] = [];
  let nowMs = startMs;
  let decisions = 0;
  const take = (make: () => Decision): Decision => {
    const decision = make();
    world.observe?.(make, decision);
    history.push(...decision.history);
    decisions += 1;
    for (const command of decision.commands) {
      if (command.type === 'invoke') open.set(command.taskId, command);
      else open.delete(command.taskId);
    }
    waiting.push(...perform(decision.commands, world));
    if (decisions === world.crashAfter) waiting.splice(0, waiting.length, ...perform([...open.values()], world));
    return decision;
  };
  let decision = take(() => startExecution(machine, request, { nowMs, seed: 'seed 0' }));
  while (decision.state.status === 'RUNNING') {
    const event = nextEvent(decision, waiting);
    if (event === undefined) throw new Error('the execution waits for nothing');
    if (event.type === 'wake') nowMs = Math.max(nowMs, decision.wakeAtMs ?? nowMs);
    else nowMs += 1;
    if ('taskId' in event) open.delete(event.taskId);
    const state = world.store ? world.store(decision.state) : decision.state;
    const given = { nowMs, seed: `seed ${decisions}` };
    decision = take(() => decide(machine, state, event, given));
  }
  return { state: decision.state, history, decisions };
}

function perform(commands: readonly Command[], world: World): readonly EngineEvent[] {
  return commands.flatMap((command) => {
    const result = command.type === 'invoke' ? world.invoke(command) : 'never';
    return result === 'never' ? [] : [result];
  });
}

function nextEvent(decision: Decision, waiting: EngineEvent[]): EngineEvent | undefined {
  if (decision.unfinished) return { type: 'continue' };
  return waiting.shift() ?? (decision.wakeAtMs === undefined ? undefined : { type: 'wake' });
}

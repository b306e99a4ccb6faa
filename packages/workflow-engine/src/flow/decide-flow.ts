import type { EngineEvent, Given, StartRequest } from '../execution/engine-events.ts';
import { COMPLETE } from '../execution/history.ts';
import { ERROR_NAMES, HistoryFull, StateFailure } from '../failure.ts';
import type { ErrorOutput } from '../failure.ts';
import { isObject, memberOf, parseJson, writeJson } from '../json.ts';
import type { Flow, FlowNode } from './flow.ts';
import type { FlowState, NodeTask, RunningNode } from './flow-state.ts';
import { FlowTransition } from './flow-transition.ts';
import type { FlowDecision } from './flow-transition.ts';
import { documentOf, readNamed } from './read-values.ts';
import { runNode, takeAnswer } from './run-node.ts';

/** Begins an execution of a flow and brings it to where it has to wait. Pure: the same arguments give the same decision. */
export function startFlow(flow: Flow, request: StartRequest, given: Given): FlowDecision {
  const nodes = flow.nodes.map(() => ({ status: 'waiting' as const, heard: 0, taken: 0, lastEventId: 0 }));
  const empty: FlowState = { ...request, status: 'RUNNING', startedMs: given.nowMs, eventCount: 0, nextTaskId: 1, nodes };
  const transition = new FlowTransition(flow, empty, given);
  transition.emit('ExecutionStarted', 0, { input: request.input, inputDetails: COMPLETE, roleArn: request.identity.roleArn });
  const missing = findMissingInput(flow, request.input);
  if (missing === undefined) {
    transition.ready.push(...flow.nodes.flatMap(({ parents }, position) => (parents.length === 0 ? [position] : [])));
  } else {
    fail(transition, 0, { error: ERROR_NAMES.parameterPathFailure, cause: `The flow was started without the input '${missing}'` });
  }
  return advance(transition);
}

/** Takes up what happened to an execution of a flow. Pure, like `startFlow`. An event about a task that is over changes nothing. */
export function decideFlow(flow: Flow, state: FlowState, event: EngineEvent, given: Given): FlowDecision {
  const transition = new FlowTransition(flow, state, given);
  if (state.status !== 'RUNNING') return transition.finish();
  if (event.type === 'stop') stop(transition, event);
  else if (event.type === 'fail') fail(transition, 0, { error: ERROR_NAMES.runtime, cause: event.cause });
  else if (event.type === 'task-succeeded' || event.type === 'task-failed') takeUpTask(transition, event);
  return advance(transition);
}

function findMissingInput(flow: Flow, input: string): string | undefined {
  const value = parseJson(input);
  return flow.inputs?.find((name) => !isObject(value) || memberOf(value, name) === undefined);
}

function advance(transition: FlowTransition): FlowDecision {
  for (let position = transition.ready.shift(); position !== undefined; position = transition.ready.shift()) {
    const node = transition.node(position);
    const state = transition.nodes[position];
    if (node === undefined || state === undefined) continue;
    const current = position;
    guard(transition, node, state.lastEventId, () => runNode(transition, current, node, state.lastEventId));
  }
  if (!transition.ended && transition.nodes.every(({ status }) => status === 'done' || status === 'skipped')) succeed(transition);
  return transition.finish();
}

function succeed(transition: FlowTransition): void {
  const lastEventId = Math.max(...transition.nodes.map((node) => node.lastEventId));
  guard(transition, undefined, lastEventId, () => {
    const output = writeJson(readOutputs(transition));
    transition.emit('ExecutionSucceeded', lastEventId, { output, outputDetails: COMPLETE });
    transition.end({ status: 'SUCCEEDED', output });
  });
}

function readOutputs(transition: FlowTransition): ReturnType<typeof documentOf> {
  const document = documentOf(transition);
  if (transition.flow.outputs) return readNamed(transition, transition.flow.outputs, document);
  const last = transition.flow.nodes.filter(({ edges, name }) => edges.length === 0 && memberOf(document, name) !== undefined);
  return Object.fromEntries(last.map(({ name }) => [name, memberOf(document, name) ?? null]));
}

/** Does a part of a node's work; when that fails, the execution fails, and the cause names the node. */
function guard(transition: FlowTransition, node: FlowNode | undefined, lastEventId: number, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    if (!(thrown instanceof StateFailure)) throw thrown;
    const place = node && !(thrown instanceof HistoryFull) ? `An error occurred while executing the node '${node.name}'. ` : '';
    fail(transition, lastEventId, { error: thrown.errorName, cause: place + thrown.message });
  }
}

function fail(transition: FlowTransition, previousEventId: number, { error, cause }: ErrorOutput): void {
  transition.emit('ExecutionFailed', previousEventId, { error, cause });
  transition.end({ status: 'FAILED', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function stop(transition: FlowTransition, { error, cause }: ErrorOutput): void {
  transition.emit('ExecutionAborted', 0, { error, cause });
  transition.end({ status: 'ABORTED', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function takeUpTask(transition: FlowTransition, event: Extract<EngineEvent, { readonly type: 'task-succeeded' | 'task-failed' }>): void {
  const found = findTask(transition, event.taskId);
  if (found === undefined) return;
  const { position, node, running, task } = found;
  guard(transition, node, task.lastEventId, () => {
    if (event.type === 'task-succeeded') return takeAnswer(transition, position, node, running, task, event.payload);
    transition.nodes[position] = { ...running, tasks: running.tasks.filter(({ taskId }) => taskId !== event.taskId) };
    const { error, cause } = event;
    const failed = transition.emit('LambdaFunctionFailed', task.lastEventId, { error, cause });
    if (node.work.kind !== 'foreach') return fail(transition, failed, { error, cause });
    transition.emit('MapIterationFailed', failed, { name: node.name, index: task.index });
    return fail(transition, transition.emit('MapStateFailed', failed), { error, cause });
  });
}

interface FoundTask {
  readonly position: number;
  readonly node: FlowNode;
  readonly running: RunningNode;
  readonly task: NodeTask;
}

function findTask(transition: FlowTransition, taskId: number): FoundTask | undefined {
  for (const [position, running] of transition.nodes.entries()) {
    const node = transition.node(position);
    const task = running.status === 'running' ? running.tasks.find((candidate) => candidate.taskId === taskId) : undefined;
    if (node && task && running.status === 'running') return { position, node, running, task };
  }
  return undefined;
}

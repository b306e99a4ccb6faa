import { checkSize } from '../execution/data-flow.ts';
import type { JsonText } from '../execution/execution-state.ts';
import { COMPLETE } from '../execution/history.ts';
import { ERROR_NAMES, StateFailure } from '../failure.ts';
import { isArray, parseJson, writeJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { matchesFilter } from '../paths/match-filter.ts';
import { selectAll } from '../paths/read-path.ts';
import type { FlowNode, ForeachWork, NodeWork } from './flow.ts';
import type { NodeTask, RunningNode } from './flow-state.ts';
import type { FlowTransition } from './flow-transition.ts';
import { documentOf, readNamed, readValue } from './read-values.ts';

type FunctionWork = Extract<NodeWork, { readonly kind: 'function' }>;

/** Runs a node that has heard from every edge, or begins to. */
export function runNode(transition: FlowTransition, position: number, node: FlowNode, lastEventId: number): void {
  const { work } = node;
  if (work.kind === 'function') return beginFunction(transition, position, node, work, lastEventId);
  if (work.kind === 'foreach') return beginForeach(transition, position, node, work, lastEventId);
  const type = work.kind === 'switch' ? 'Choice' : 'Pass';
  const entered = transition.emit(`${type}StateEntered`, lastEventId, { name: node.name, input: '{}', inputDetails: COMPLETE });
  const taken = work.kind === 'switch' ? chooseEdge(transition, node) : undefined;
  finishNode(transition, position, node, { type, output: '{}', lastEventId: entered, ...(taken === undefined ? {} : { taken }) });
  return undefined;
}

/** The position of the first edge whose condition holds; one past the last when none does. */
function chooseEdge(transition: FlowTransition, node: FlowNode): number {
  const document = documentOf(transition);
  const chosen = node.edges.findIndex(({ condition }) => !condition || matchesFilter(condition, document, document, selectAll));
  return chosen === -1 ? node.edges.length : chosen;
}

function beginFunction(transition: FlowTransition, position: number, node: FlowNode, work: FunctionWork, lastEventId: number): void {
  const payload = checkSize(writeJson(readNamed(transition, work.inputs, documentOf(transition))), node.name);
  const entered = transition.emit('TaskStateEntered', lastEventId, { name: node.name, input: payload, inputDetails: COMPLETE });
  const task = invoke(transition, work.functionName, payload, 0, entered);
  transition.nodes[position] = { status: 'running', lastEventId: task.lastEventId, tasks: [task], started: 1, answers: [null] };
}

function beginForeach(transition: FlowTransition, position: number, node: FlowNode, work: ForeachWork, lastEventId: number): void {
  const value = readValue(transition, work.items, documentOf(transition));
  if (!isArray(value)) throw new StateFailure(ERROR_NAMES.parameterPathFailure, `The items '${work.items.text}' are not a list`);
  const items = value.map((item) => writeJson(item));
  const entered = transition.emit('MapStateEntered', lastEventId, { name: node.name, input: writeJson(value), inputDetails: COMPLETE });
  const started = transition.emit('MapStateStarted', entered, { length: items.length });
  let running: RunningNode = { status: 'running', lastEventId: started, tasks: [], items, started: 0, answers: items.map(() => null) };
  const document = documentOf(transition);
  while (running.started < Math.min(items.length, work.maxConcurrency)) {
    running = beginItem(transition, { node, work, document }, running, started);
  }
  transition.nodes[position] = running;
  if (items.length === 0) finishNode(transition, position, node, { type: 'Map', output: '[]', lastEventId: started });
}

interface ItemContext {
  readonly node: FlowNode;
  readonly work: ForeachWork;
  /** What the inputs of every item can read besides the item. */
  readonly document: JsonObject;
}

function beginItem(
  transition: FlowTransition,
  { node, work, document }: ItemContext,
  running: RunningNode,
  previousEventId: number,
): RunningNode {
  const index = running.started;
  const item = parseJson(running.items?.[index] ?? 'null');
  const payload = checkSize(writeJson(readNamed(transition, work.inputs, { ...document, item, index })), node.name);
  const started = transition.emit('MapIterationStarted', previousEventId, { name: node.name, index });
  const task = invoke(transition, work.functionName, payload, index, started);
  return { ...running, started: index + 1, tasks: [...running.tasks, task] };
}

function invoke(transition: FlowTransition, functionName: string, payload: JsonText, index: number, previousEventId: number): NodeTask {
  const taskId = transition.nextTaskId();
  const details = { input: payload, inputDetails: COMPLETE, resource: functionName };
  const lastEventId = transition.emit('LambdaFunctionStarted', transition.emit('LambdaFunctionScheduled', previousEventId, details));
  transition.command({ type: 'invoke', taskId, functionName, kind: 'request', payload, logTail: false });
  return { taskId, index, lastEventId };
}

/** Takes up the answer of one of a node's tasks; after the last one the node is done. */
export function takeAnswer(
  transition: FlowTransition,
  position: number,
  node: FlowNode,
  running: RunningNode,
  task: NodeTask,
  answer: JsonText,
): void {
  checkSize(answer, node.name);
  const answered = transition.emit('LambdaFunctionSucceeded', task.lastEventId, { output: answer, outputDetails: COMPLETE });
  const { work } = node;
  if (work.kind !== 'foreach') return finishNode(transition, position, node, { type: 'Task', output: answer, lastEventId: answered });
  const ended = transition.emit('MapIterationSucceeded', answered, { name: node.name, index: task.index });
  const answers = running.answers.with(task.index, answer);
  const tasks = running.tasks.filter(({ taskId }) => taskId !== task.taskId);
  let left: RunningNode = { ...running, answers, tasks, lastEventId: ended };
  if (left.started < (left.items?.length ?? 0))
    left = beginItem(transition, { node, work, document: documentOf(transition) }, left, answered);
  transition.nodes[position] = left;
  if (left.tasks.length === 0)
    finishNode(transition, position, node, { type: 'Map', output: `[${answers.join(',')}]`, lastEventId: ended });
  return undefined;
}

interface Finish {
  readonly type: 'Task' | 'Map' | 'Pass' | 'Choice';
  readonly output: JsonText;
  readonly lastEventId: number;
  /** Of a switch: the one edge that is taken. */
  readonly taken?: number;
}

function finishNode(transition: FlowTransition, position: number, node: FlowNode, { type, output, lastEventId, taken }: Finish): void {
  checkSize(output, node.name);
  if (type === 'Map') transition.emit('MapStateSucceeded', lastEventId);
  const exited = transition.emit(`${type}StateExited`, lastEventId, { name: node.name, output, outputDetails: COMPLETE });
  transition.nodes[position] = { status: 'done', output, lastEventId: exited };
  for (const [index, { to }] of node.edges.entries()) tell(transition, to, taken === undefined || taken === index, exited);
}

/** Tells a node of one of its edges. A skipped node passes the word on along its own edges. */
function tell(transition: FlowTransition, position: number, isTaken: boolean, eventId: number): void {
  const heardFrom: [number, boolean, number][] = [[position, isTaken, eventId]];
  for (const [target, taken, lastEventId] of heardFrom) {
    const node = transition.node(target);
    const state = transition.nodes[target];
    if (node === undefined || state?.status !== 'waiting') continue;
    const told = {
      ...state,
      heard: state.heard + 1,
      taken: state.taken + (taken ? 1 : 0),
      lastEventId: Math.max(state.lastEventId, lastEventId),
    };
    transition.nodes[target] = told;
    if (told.heard < node.parents.length) continue;
    if (told.taken > 0) transition.ready.push(target);
    else heardFrom.push(...skip(transition, target, node, told.lastEventId));
  }
}

function skip(transition: FlowTransition, position: number, node: FlowNode, previousEventId: number): [number, boolean, number][] {
  const lastEventId = transition.emit('NodeSkipped', previousEventId, { name: node.name });
  transition.nodes[position] = { status: 'skipped', lastEventId };
  return node.edges.map(({ to }): [number, boolean, number] => [to, false, lastEventId]);
}

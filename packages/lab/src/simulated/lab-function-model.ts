import { randomUUID } from 'node:crypto';
import { toSkeinError } from '@skein/contracts';
import type { Deployment } from '@skein/contracts';
import { drawNormal } from '@skein/sky';
import type { Random, SimulatedCode, SimulatedExecution } from '@skein/sky';
import { nestedEntries } from '../run/entries.ts';
import type { Entries, Entry } from '../run/entries.ts';
import type { LabEvent } from '../run/lab.ts';

const MS_PER_SECOND = 1_000;
/** Work of a call that is asked to do nothing, on one whole processor, in ms. A model, not a measurement. */
const BASE_WORK_MS = 1;
/** Work of one of `cpu_ops`, and of one multiplication of `matrix_mult`, in ms. Models, too. */
const OPERATION_MS = 0.00006;
const MULTIPLICATION_MS = 0.0001;
/** Random numbers that one whole processor draws in a second. A model, too. */
const DRAWS_PER_SECOND = 10_000_000;

/** Deviation of the logarithm of the same work from call to call: some tenths, as suites report it of warm functions. */
const NOISE = 0.12;

interface ModelEvent extends LabEvent {
  readonly parent?: string;
  readonly level?: number;
}

/** What `lab_function.py` would answer and how long it would take, for providers that only simulate: with nested calls, which are made there. */
export function labFunctionModel(random: Random): SimulatedCode {
  return (deployment, { body }) => {
    const event = JSON.parse(body.toString()) as ModelEvent;
    const noise = Math.exp(NOISE * drawNormal(random));
    return {
      workMs: workOf(event) * noise,
      // Drawing random numbers for a fixed time takes that time, however slow the processor is.
      waitMs: ((event.sleep ?? 0) + (event.throughput_time ?? 0)) * MS_PER_SECOND,
      body: (execution) => answer(deployment, event, execution, noise),
    };
  };
}

async function answer(
  { functionName, memoryMb }: Deployment,
  event: ModelEvent,
  execution: SimulatedExecution,
  noise: number,
): Promise<Buffer> {
  const uuid = randomUUID();
  const identifier = `${functionName}-${uuid}`;
  const { invoke_nested: nested = [], parent = 'root', level = 0, ...asked } = event;
  const own = { identifier, uuid, function_name: functionName, parent, level, memory: memoryMb, simulated: true };
  const startSeconds = execution.startedAtMs / MS_PER_SECOND;
  const entries: Record<string, Entry> = {};
  for (const call of nested) Object.assign(entries, await callNested(own, call, execution));
  const endSeconds = execution.nowMs() / MS_PER_SECOND;
  entries[identifier] = {
    ...asked,
    ...measuredWork(event, execution.processorShare, noise),
    ...own,
    instance_identifier: execution.instanceId,
    first_call: execution.cold,
    execution_start: startSeconds,
    execution_end: endSeconds,
    execution_total: endSeconds - startSeconds,
  };
  return Buffer.from(JSON.stringify({ statusCode: 200, body: JSON.stringify(entries), identifier }));
}

/** The entries of a nested call, and of what it called; one that says why, when it failed. */
async function callNested(
  caller: { readonly identifier: string; readonly level: number },
  { function_name: name, invoke_payload: payload = {} }: NonNullable<LabEvent['invoke_nested']>[number],
  execution: SimulatedExecution,
): Promise<Entries> {
  const place = { parent: caller.identifier, level: caller.level + 1 };
  const startSeconds = execution.nowMs() / MS_PER_SECOND;
  const times = (): object => ({ invocation_start: startSeconds, invocation_end: execution.nowMs() / MS_PER_SECOND });
  try {
    const { body } = await execution.invoke(name, Buffer.from(JSON.stringify({ ...payload, ...place })));
    const { identifier, entries } = nestedEntries(body);
    return { ...entries, [identifier]: { ...entries[identifier], ...times() } };
  } catch (thrown) {
    const { code: type, message } = toSkeinError(thrown);
    const identifier = `error-${name}-nested_invocation-${execution.nowMs() / MS_PER_SECOND}`;
    return {
      [identifier]: { identifier, uuid: randomUUID(), function_name: name, ...place, ...times(), error: { trace: '', message, type } },
    };
  }
}

/** What the function says of its own work: time on the processor, and the longer time that this takes with a share of one. */
function measuredWork(
  { throughput_time: seconds = 0, run_function: name, args = 0, seed = 0 }: ModelEvent,
  share: number,
  noise: number,
): object {
  const drawing = {
    throughput: Math.round((seconds * share * DRAWS_PER_SECOND) / noise),
    throughput_process_time: seconds * share,
    throughput_running_time: seconds,
    random_seed: Math.round(seconds * 100),
  };
  const processSeconds = (monolithMs(name, args) * noise) / MS_PER_SECOND;
  const monolith = {
    function_called: name,
    function_argument: args,
    seed,
    process_time_matrix: processSeconds,
    running_time_matrix: processSeconds / share,
  };
  return { ...(seconds > 0 ? drawing : {}), ...(name === undefined ? {} : monolith) };
}

function workOf({ cpu_ops: operations = 0, run_function: name, args = 0 }: ModelEvent): number {
  return BASE_WORK_MS + operations * OPERATION_MS + monolithMs(name, args);
}

function monolithMs(name: string | undefined, size: number): number {
  return name === 'matrix_mult' ? size ** 3 * MULTIPLICATION_MS : 0;
}

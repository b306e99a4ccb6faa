import { randomUUID } from 'node:crypto';
import { drawNormal } from '@skein/sky';
import type { Random, SimulatedCode } from '@skein/sky';
import type { LabEvent } from '../run/lab.ts';

const MS_PER_SECOND = 1_000;
/** Work of a call that is asked to do nothing, on one whole processor, in ms. A model, not a measurement. */
const BASE_WORK_MS = 1;
/** Work of one of `cpu_ops`, and of one multiplication of `matrix_mult`, in ms. Models, too. */
const OPERATION_MS = 0.00006;
const MULTIPLICATION_MS = 0.0001;

/** Deviation of the logarithm of the same work from call to call: some tenths, as suites report it of warm functions. */
const NOISE = 0.12;

interface ModelEvent extends LabEvent {
  readonly parent?: string;
  readonly level?: number;
}

/**
 * What `lab_function.py` would answer and how long it would take, for providers that only simulate. Nested calls are left out: their
 * place is a provider that runs code.
 */
export function labFunctionModel(random: Random): SimulatedCode {
  return ({ functionName, memoryMb }, { body }) => {
    const event = JSON.parse(body.toString()) as ModelEvent;
    const uuid = randomUUID();
    const identifier = `${functionName}-${uuid}`;
    const { parent = 'root', level = 0 } = event;
    const entry = { ...event, identifier, uuid, function_name: functionName, parent, level, memory: memoryMb, simulated: true };
    return {
      workMs: workOf(event) * Math.exp(NOISE * drawNormal(random)),
      // Drawing random numbers for a fixed time takes that time, however slow the processor is.
      waitMs: ((event.sleep ?? 0) + (event.throughput_time ?? 0)) * MS_PER_SECOND,
      body: Buffer.from(JSON.stringify({ statusCode: 200, body: JSON.stringify({ [identifier]: entry }), identifier })),
    };
  };
}

function workOf({ cpu_ops: operations = 0, run_function: name, args = 0 }: ModelEvent): number {
  const monolithMs = name === 'matrix_mult' ? args ** 3 * MULTIPLICATION_MS : 0;
  return BASE_WORK_MS + operations * OPERATION_MS + monolithMs;
}

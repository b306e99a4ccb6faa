import { z } from 'zod';
import {
  MEMORY_MAX_MB,
  MEMORY_MIN_MB,
  TASKS_WAITED_FOR_MAX,
  TASK_BATCH_MAX,
  TASK_NAME_MAX_LENGTH,
  TASK_WAIT_MAX_SECONDS,
  TIMEOUT_MAX_SECONDS,
} from '../limits.ts';
import { TASK_SERIALIZERS, TASK_STATUSES } from '../task.ts';

const text = z.string();
const pickle = text.describe('A pickle in Base64, with or without line breaks');
const uuid = z.string().regex(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i, 'uuid');

/** A UUID as ids are kept: in small letters, with hyphens. */
export function canonicalUuid(id: string): string {
  const digits = id.toLowerCase().replaceAll('-', '');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

export const newTaskFunction = z.object({
  name: text.max(TASK_NAME_MAX_LENGTH),
  payload: pickle,
  python: text
    .regex(/^3\.\d{1,2}$/, 'python')
    .optional()
    .describe('Version of the Python that made the pickle, such as 3.11; TASK_PYTHON by default'),
  serializer: z.enum(TASK_SERIALIZERS).optional().describe('What results are written with; dill by default'),
  memory_mb: z.int().min(MEMORY_MIN_MB).max(MEMORY_MAX_MB).optional(),
  timeout_seconds: z.int().min(1).max(TIMEOUT_MAX_SECONDS).optional(),
});

export const taskFunctionAnswer = z.strictObject({ function_id: text });
export const newTask = z.object({ function_id: uuid, payload: pickle.describe('The pickled (args, kwargs), in Base64') });
export const taskAnswer = z.strictObject({ task_id: text });
export const taskPath = z.strictObject({ task_id: text });
export const taskStatusAnswer = z.strictObject({ task_id: text, status: z.enum(TASK_STATUSES) });
export const taskResultAnswer = z.strictObject({
  task_id: text,
  status: z.enum(TASK_STATUSES),
  result: text.nullable().describe('The pickled result or exception, in Base64; null as long as the task has not ended'),
});

export const taskError = z.strictObject({
  detail: z
    .union([
      text,
      z.array(
        z.object({
          type: text.describe('What is wrong, such as missing'),
          loc: z.array(z.union([text, z.int()])).describe('Where, such as ["body", "function_id"]'),
          msg: text,
          input: z.unknown(),
          ctx: z.record(text, z.unknown()).optional(),
        }),
      ),
    ])
    .describe('What happened; of a request that does not fit, everything that is wrong with it'),
});

export const taskId = z.strictObject({ taskId: text.min(1).describe('The id that submitting has answered with') });

export const taskBatch = z.strictObject({
  tasks: z
    .array(
      z.strictObject({
        id: uuid.optional().describe('A UUID of its own: sent again, it is the same task'),
        functionId: uuid,
        payload: pickle.describe('The pickled (args, kwargs), in Base64'),
      }),
    )
    .min(1)
    .max(TASK_BATCH_MAX),
});

export const taskBatchAnswer = z.strictObject({ taskIds: z.array(text).describe('In the order of the request') });

export const taskShown = z.strictObject({
  id: text,
  functionId: text,
  status: z.enum(TASK_STATUSES),
  result: text.nullable().describe('The pickled result or exception, in Base64; null as long as the task has not ended'),
  traceback: text.nullable().describe("The exception's traceback inside the sandbox"),
  acceptedAtMs: z.int().describe('Milliseconds since the epoch'),
  finishedAtMs: z.int().nullable(),
});

export const taskWait = z.strictObject({
  taskIds: z.array(text.min(1)).min(1).max(TASKS_WAITED_FOR_MAX),
  waitSeconds: z.number().min(0).max(TASK_WAIT_MAX_SECONDS).default(0).describe('Time to wait when none of them has ended yet'),
});

export const taskResultsAnswer = z.strictObject({ tasks: z.array(taskShown).describe('Those that have ended') });

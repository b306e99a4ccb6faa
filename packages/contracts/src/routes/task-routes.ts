import { CONTROL_REQUEST_MAX_BYTES, EVENT_BODY_MAX_BYTES, INVOKE_BODY_MAX_BYTES } from '../limits.ts';
import type { ErrorForm, RouteDefinition } from './route.ts';
import {
  newTask,
  newTaskFunction,
  taskAnswer,
  taskBatch,
  taskBatchAnswer,
  taskError,
  taskFunctionAnswer,
  taskId,
  taskPath,
  taskResultAnswer,
  taskResultsAnswer,
  taskShown,
  taskStatusAnswer,
  taskWait,
} from './task-shapes.ts';

/** A payload may be broken into lines, and its JSON may escape them. */
const BODY_MAX_BYTES = 2 * EVENT_BODY_MAX_BYTES;

const NEW_FUNCTION_ERRORS = ['runtime_not_installed', 'task_libraries_missing', 'invalid_parameter', 'storage_limit'] as const;
const CALL_ERRORS = ['too_many_requests', 'no_capacity', 'sandbox_failed'] as const;

/** Errors as the clients of MPCSFaaS know them: those of FastAPI. */
export const TASK_ERROR_FORM: ErrorForm = {
  name: 'TaskError',
  shape: taskError,
  statuses: { function_not_found: 400, access_denied: 403 },
  common: ['forbidden_origin', 'internal', 'shutting_down'],
  document: ['request_too_large'],
};

/** The task API, as its clients know it from MPCSFaaS; with and without a slash at the end. */
export const TASK_ROUTES = {
  registerFunction: {
    operationId: 'registerFunction',
    method: 'POST',
    path: '/register_function',
    summary: 'Registers a pickled Python callable. It is opened once, in a sandbox.',
    role: 'developer',
    body: { json: newTaskFunction },
    bodyMaxBytes: BODY_MAX_BYTES,
    status: 200,
    answer: { json: taskFunctionAnswer },
    errors: ['unprocessable', 'invalid_payload', ...NEW_FUNCTION_ERRORS, ...CALL_ERRORS],
  },
  executeFunction: {
    operationId: 'executeFunction',
    method: 'POST',
    path: '/execute_function',
    summary: 'Queues a call of a registered function.',
    role: 'invoker',
    body: { json: newTask },
    bodyMaxBytes: BODY_MAX_BYTES,
    status: 200,
    answer: { json: taskAnswer },
    errors: ['unprocessable', 'function_not_found', 'invalid_payload', 'storage_failed'],
  },
  getTaskStatus: {
    operationId: 'getTaskStatus',
    method: 'GET',
    path: '/status/{task_id}',
    summary: 'Where a task stands.',
    role: 'invoker',
    parameters: taskPath,
    status: 200,
    answer: { json: taskStatusAnswer },
    errors: ['task_not_found'],
  },
  getTaskResult: {
    operationId: 'getTaskResult',
    method: 'GET',
    path: '/result/{task_id}',
    summary: 'Where a task stands, with its result or exception when it has ended.',
    role: 'invoker',
    parameters: taskPath,
    status: 200,
    answer: { json: taskResultAnswer },
    errors: ['task_not_found'],
  },
} as const satisfies Record<string, RouteDefinition>;

/** What our own API adds: many tasks in one request, waiting for their ends, cancelling. */
export const V1_TASK_ROUTES = {
  submitTasks: {
    operationId: 'submitTasks',
    method: 'POST',
    path: '/v1/tasks',
    summary: 'Queues calls of registered functions, all of them or none. They are on the disk before the answer.',
    role: 'invoker',
    body: { json: taskBatch },
    bodyMaxBytes: INVOKE_BODY_MAX_BYTES,
    status: 202,
    answer: { json: taskBatchAnswer },
    errors: ['function_not_found', 'invalid_payload', 'storage_failed'],
  },
  getTask: {
    operationId: 'getTask',
    method: 'GET',
    path: '/v1/tasks/{taskId}',
    summary: 'One task, with its result or exception when it has ended.',
    role: 'invoker',
    parameters: taskId,
    status: 200,
    answer: { json: taskShown },
    errors: ['task_not_found'],
  },
  getTaskResults: {
    operationId: 'getTaskResults',
    method: 'POST',
    path: '/v1/tasks/results',
    summary: 'Those of the named tasks that have ended; waits for the first one when there is none.',
    role: 'invoker',
    body: { json: taskWait },
    bodyMaxBytes: CONTROL_REQUEST_MAX_BYTES,
    status: 200,
    answer: { json: taskResultsAnswer },
    errors: ['task_not_found'],
  },
  cancelTask: {
    operationId: 'cancelTask',
    method: 'DELETE',
    path: '/v1/tasks/{taskId}',
    summary: 'Ends a task that has not been started: it is FAILED with a CancelledError.',
    role: 'invoker',
    parameters: taskId,
    status: 204,
    answer: undefined,
    errors: ['task_not_found', 'task_started'],
  },
} as const satisfies Record<string, RouteDefinition>;

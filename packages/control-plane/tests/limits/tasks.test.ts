import {
  TASKS_WAITED_FOR_MAX,
  TASK_BATCH_MAX,
  TASK_MEMORY_DEFAULT_MB,
  TASK_NAME_MAX_LENGTH,
  TASK_OPEN_MAX_SECONDS,
  TASK_PAYLOAD_MAX_BYTES,
  TASK_TIMEOUT_DEFAULT_SECONDS,
  TASK_WAIT_MAX_SECONDS,
  OPEN_PRINCIPAL,
} from '@skein/contracts';
import type { Invocation } from '@skein/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerFunction } from '../../src/app/tasks/register-function.ts';
import { call, openServer } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

/** The pickle of None. Functions of this fixture answer instead of opening anything. */
const PICKLE = 'gAROLg==';
const WHOLE_GROUPS = TASK_PAYLOAD_MAX_BYTES - (TASK_PAYLOAD_MAX_BYTES % 4);

let server: ServerFixture;
let functionId = '';

beforeAll(async () => {
  server = await openServer();
  functionId = await register({});
});

afterAll(() => server[Symbol.asyncDispose]());

async function status(path: string, body: object): Promise<number> {
  return (await call(server.app, 'POST', path, body)).status;
}

async function register(changes: object): Promise<string> {
  const { json } = await call(server.app, 'POST', '/register_function', { name: 'double', payload: PICKLE, ...changes });
  return String(json['function_id']);
}

async function settingsOf(changes: object): Promise<Record<string, unknown>> {
  const { json } = await call(server.app, 'GET', `/2015-03-31/functions/task-${await register(changes)}/configuration`);
  return json;
}

test('TASK_PAYLOAD_MAX_BYTES: a payload of this size is taken, one of the next size is not', async () => {
  const atLimit = PICKLE.slice(0, 4) + 'A'.repeat(WHOLE_GROUPS - 4);
  expect(await status('/execute_function', { function_id: functionId, payload: atLimit })).toBe(200);
  expect(await status('/execute_function', { function_id: functionId, payload: `${atLimit}AAAA` })).toBe(413);
  expect(await status('/register_function', { name: 'f', payload: `${atLimit}AAAA` })).toBe(413);
});

test('TASK_NAME_MAX_LENGTH: a name of this length is taken, a longer one is not', async () => {
  const name = 'n'.repeat(TASK_NAME_MAX_LENGTH);
  expect(await status('/register_function', { name, payload: PICKLE })).toBe(200);
  expect(await status('/register_function', { name: `${name}n`, payload: PICKLE })).toBe(422);
});

test('TASK_BATCH_MAX: a batch of so many is taken, a larger one is not', async () => {
  const batch = (count: number): object => ({ tasks: Array.from({ length: count }, () => ({ functionId, payload: PICKLE })) });
  expect(await status('/v1/tasks', batch(TASK_BATCH_MAX))).toBe(202);
  expect(await status('/v1/tasks', batch(TASK_BATCH_MAX + 1))).toBe(400);
});

test('TASKS_WAITED_FOR_MAX: so many may be waited for, not one more', async () => {
  const { json } = await call(server.app, 'POST', '/execute_function', { function_id: functionId, payload: PICKLE });
  const taskIds = Array.from({ length: TASKS_WAITED_FOR_MAX }, () => json['task_id']);
  expect(await status('/v1/tasks/results', { taskIds })).toBe(200);
  expect(await status('/v1/tasks/results', { taskIds: [...taskIds, json['task_id']] })).toBe(400);
});

test('TASK_WAIT_MAX_SECONDS: so long may be waited, no longer', async () => {
  const { json } = await call(server.app, 'POST', '/execute_function', { function_id: functionId, payload: PICKLE });
  const taskIds = [json['task_id']];
  // Nothing runs tasks in this fixture, and whoever waits is told at once.
  expect(await status('/v1/tasks/results', { taskIds, waitSeconds: TASK_WAIT_MAX_SECONDS })).toBe(200);
  expect(await status('/v1/tasks/results', { taskIds, waitSeconds: TASK_WAIT_MAX_SECONDS + 0.5 })).toBe(400);
});

test('TASK_MEMORY_DEFAULT_MB, TASK_TIMEOUT_DEFAULT_SECONDS: what a function gets whose owner says nothing else', async () => {
  expect(await settingsOf({})).toMatchObject({ MemorySize: TASK_MEMORY_DEFAULT_MB, Timeout: TASK_TIMEOUT_DEFAULT_SECONDS });
  expect(await settingsOf({ memory_mb: 512, timeout_seconds: 7 })).toMatchObject({ MemorySize: 512, Timeout: 7 });
  expect(await status('/register_function', { name: 'f', payload: PICKLE, memory_mb: 127 })).toBe(422);
  expect(await status('/register_function', { name: 'f', payload: PICKLE, timeout_seconds: 901 })).toBe(422);
});

test('TASK_OPEN_MAX_SECONDS: opening a function may take so long, or as long as the function when that is less', async () => {
  const given: number[] = [];
  const { invoker } = server.context;
  const invoke: typeof invoker.invoke = (invocation: Invocation, options) => {
    given.push(invocation.target.revision.settings.timeoutSeconds);
    return invoker.invoke(invocation, options);
  };
  const context = { ...server.context, invoker: { invoke } };
  for (const timeoutSeconds of [TASK_OPEN_MAX_SECONDS - 1, TASK_OPEN_MAX_SECONDS, TASK_OPEN_MAX_SECONDS + 1])
    await registerFunction(context, OPEN_PRINCIPAL, { name: 'f', payload: PICKLE, timeoutSeconds });
  expect(given).toEqual([TASK_OPEN_MAX_SECONDS - 1, TASK_OPEN_MAX_SECONDS, TASK_OPEN_MAX_SECONDS]);
});

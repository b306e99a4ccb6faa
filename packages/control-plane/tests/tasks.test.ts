import { randomUUID } from 'node:crypto';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { call, openServer } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

/** The pickle of None. Functions of this fixture answer instead of opening anything. */
const PICKLE = 'gAROLg==';

let server: ServerFixture;
let functionId = '';

beforeAll(async () => {
  server = await openServer();
  functionId = String((await call(server.app, 'POST', '/register_function', { name: 'double', payload: PICKLE })).json['function_id']);
});

afterAll(() => server[Symbol.asyncDispose]());

async function post(path: string, body: object | string): Promise<{ status: number; json: Record<string, unknown> }> {
  const { status, json } = await call(server.app, 'POST', path, body);
  return { status, json };
}

function problems({ json }: { json: Record<string, unknown> }): readonly (readonly [string, ...unknown[]])[] {
  return (json['detail'] as { type: string; loc: unknown[] }[]).map(({ type, loc }) => [type, ...loc]);
}

describe('the task API: both slash forms; 422, 400 and 404 in FastAPI’s shape', () => {
  it.each(['', '/'])('registers, executes, and tells status and result, with %j at the end of a path', async (slash) => {
    const registered = await post(`/register_function${slash}`, { name: 'double', payload: PICKLE });
    expect(registered).toEqual({ status: 200, json: { function_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    const executed = await post(`/execute_function${slash}`, { function_id: registered.json['function_id'], payload: PICKLE });
    expect(executed).toEqual({ status: 200, json: { task_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    const taskId = String(executed.json['task_id']);
    const status = await call(server.app, 'GET', `/status/${taskId}${slash}`);
    expect([status.status, status.json]).toEqual([200, { task_id: taskId, status: 'QUEUED' }]);
    const result = await call(server.app, 'GET', `/result/${taskId}${slash}`);
    expect([result.status, result.json]).toEqual([200, { task_id: taskId, status: 'QUEUED', result: null }]);
  });

  it('422 for what does not have the shape: each place with what is wrong there', async () => {
    const answer = await post('/register_function', { name: 5 });
    expect(answer.status).toBe(422);
    expect(answer.json).toEqual({
      detail: [
        { type: 'string_type', loc: ['body', 'name'], msg: 'Input should be a valid string', input: 5 },
        { type: 'missing', loc: ['body', 'payload'], msg: 'Field required', input: { name: 5 } },
      ],
    });
    expect(problems(await post('/register_function', ''))).toEqual([['missing', 'body']]);
    expect(problems(await post('/register_function', '{"name": '))).toEqual([['json_invalid', 'body', expect.any(Number)]]);
    expect(problems(await post('/register_function', '[]'))).toEqual([['model_attributes_type', 'body']]);
    const unknownLibrary = { name: 'f', payload: PICKLE, serializer: 'marshal' };
    expect(problems(await post('/register_function', unknownLibrary))).toEqual([['literal_error', 'body', 'serializer']]);
    expect(problems(await post('/execute_function', { function_id: 'no-uuid', payload: PICKLE }))).toEqual([
      ['uuid_parsing', 'body', 'function_id'],
    ]);
  });

  it('422 for a body that is not called JSON', async () => {
    const headers = { host: '127.0.0.1:8080', 'content-type': 'text/plain' };
    const payload = JSON.stringify({ name: 'f', payload: PICKLE });
    const { statusCode } = await server.app.inject({ method: 'POST', url: '/register_function', headers, payload });
    expect(statusCode).toBe(422);
  });

  it.each([
    ['no Base64', 'not base64!'],
    ['Base64 of half a byte', 'gAROL'],
    ['nothing', ''],
    ['Base64 of something else than a pickle', Buffer.from('hello world!').toString('base64')],
    ['a pickle of a protocol that no Python has', Buffer.from('\x80\x09N.', 'latin1').toString('base64')],
  ])('400 for a payload that is %s, when registering and when executing', async (_what, payload) => {
    for (const [path, body] of [
      ['/register_function', { name: 'f', payload }],
      ['/execute_function', { function_id: functionId, payload }],
    ] as const) {
      const { status, json } = await post(path, body);
      expect([status, json]).toEqual([400, { detail: expect.stringContaining('The payload cannot be used') }]);
    }
  });

  it('takes payloads that are broken into lines', async () => {
    const { status } = await post('/execute_function', { function_id: functionId, payload: 'gA\nRO\r\nLg==\n' });
    expect(status).toBe(200);
  });

  it('400 for a function that nobody registered, and for one that is no task function', async () => {
    const unknown = randomUUID();
    expect(await post('/execute_function', { function_id: unknown, payload: PICKLE })).toEqual({
      status: 400,
      json: { detail: `Function ${unknown} does not exist.` },
    });
  });

  it('takes a UUID in any of its spellings', async () => {
    const spelled = functionId.replaceAll('-', '').toUpperCase();
    expect((await post('/execute_function', { function_id: spelled, payload: PICKLE })).status).toBe(200);
  });

  it.each(['status', 'result'])('404 for the %s of an unknown task, whatever its id looks like', async (what) => {
    for (const taskId of [randomUUID(), 'unknown', 'a%20b']) {
      const { status, json } = await call(server.app, 'GET', `/${what}/${taskId}`);
      expect([status, json]).toEqual([404, { detail: expect.stringContaining('No task') }]);
    }
  });

  it('405 and 404 for what is no route', async () => {
    const wrongMethod = await call(server.app, 'GET', '/register_function');
    expect([wrongMethod.status, wrongMethod.json]).toEqual([405, { detail: 'Method Not Allowed' }]);
    const noId = await call(server.app, 'GET', '/status/');
    expect([noId.status, noId.json]).toEqual([404, { detail: 'Not Found' }]);
  });
});

describe('tasks below /v1', () => {
  it('takes a batch, all of it or nothing', async () => {
    const id = randomUUID();
    const mixed = {
      tasks: [
        { id, functionId, payload: PICKLE },
        { functionId, payload: '!' },
      ],
    };
    expect((await post('/v1/tasks', mixed)).json['error']).toMatchObject({ code: 'invalid_payload' });
    expect((await call(server.app, 'GET', `/v1/tasks/${id}`)).status).toBe(404);
  });

  it('a task that is sent again under its id is the same task', async () => {
    const id = randomUUID();
    for (let time = 0; time < 2; time += 1)
      expect((await post('/v1/tasks', { tasks: [{ id, functionId, payload: PICKLE }] })).json).toEqual({ taskIds: [id] });
    expect((await call(server.app, 'GET', `/v1/tasks/${id}`)).json).toEqual({
      id,
      functionId,
      status: 'QUEUED',
      result: null,
      traceback: null,
      acceptedAtMs: expect.any(Number),
      finishedAtMs: null,
    });
  });

  it('says which of the tasks that are asked for is unknown', async () => {
    const { json } = await post('/v1/tasks/results', { taskIds: ['unknown'] });
    expect(json['error']).toMatchObject({ code: 'task_not_found', message: 'No task unknown is known.' });
  });

  it('a task is no event', async () => {
    expect((await call(server.app, 'GET', '/v1/events')).json).toEqual({ events: [] });
  });
});

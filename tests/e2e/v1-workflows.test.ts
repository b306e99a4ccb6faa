import { V1_ROUTES } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const FLOW = `nodes:
  - { name: one, type: pass, next: [two, three] }
  - { name: two, type: switch, choices: [{ when: $.input.n > 1, next: four }] }
  - { name: three, type: pass, next: four }
  - { name: four, type: pass }
`;
const WAIT = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

type WorkflowRoute = {
  [Id in keyof typeof V1_ROUTES]: (typeof V1_ROUTES)[Id]['path'] extends `/v1/workflows${string}` ? Id : never;
}[keyof typeof V1_ROUTES];

/** Calls a route and checks its answer against the shape that the route table promises. */
async function call(
  operationId: WorkflowRoute,
  urlPath: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const { method, answer, status } = V1_ROUTES[operationId];
  const answered = await server.call(method, `/v1/workflows${urlPath}`, body);
  const json: unknown = answered.text === '' ? undefined : JSON.parse(answered.text);
  if (answered.status === status && answer !== undefined) answer.json.parse(json);
  return { status: answered.status, json };
}

async function untilEnded(urlPath: string): Promise<unknown> {
  for (;;) {
    const { json } = await call('getExecution', urlPath);
    if ((json as { status: string }).status !== 'RUNNING') return json;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('/v1/workflows: both notations, and their executions', () => {
  test('a flow is put, started, described, drawn and deleted', async () => {
    const put = await call('putWorkflow', '/graph', { notation: 'flow', definition: FLOW });
    expect(put).toMatchObject({ status: 200, json: { name: 'graph', notation: 'flow', definition: FLOW } });
    expect(await call('putWorkflow', '/graph', { notation: 'flow', definition: FLOW })).toEqual(put);
    expect((await call('startExecution', '/graph/executions', { name: 'e', input: '{"n": 2.50}' })).status).toBe(201);
    expect(await untilEnded('/graph/executions/e')).toMatchObject({ status: 'SUCCEEDED', input: '{"n": 2.50}', output: '{"four":{}}' });
    const { json: graph } = await call('getExecutionGraph', '/graph/executions/e/graph');
    expect((graph as { nodes: { name: string; next: object[] }[] }).nodes.map(({ name, next }) => [name, next.length])).toEqual([
      ['one', 2],
      ['two', 1],
      ['three', 1],
      ['four', 0],
    ]);
    const { json: events } = await call('listExecutionEvents', '/graph/executions/e/events?after=1&limit=2');
    expect(events).toMatchObject({ events: [{ id: 2, type: 'PassStateEntered', details: { name: 'one' } }, { id: 3 }] });
    expect((await call('listExecutions', '/graph/executions?status=SUCCEEDED')).json).toMatchObject({ executions: [{ name: 'e' }] });
    expect((await call('getWorkflow', '/graph')).json).toEqual(put.json);
    expect((await call('deleteWorkflow', '/graph')).status).toBe(204);
    expect((await call('getWorkflow', '/graph')).status).toBe(404);
    expect((await call('getExecution', '/graph/executions/e')).status).toBe(200);
  });

  test('a page at a time; the notation can change; what runs can be stopped', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await call('putWorkflow', `/${name}`, { notation: 'states', definition: WAIT });
    expect((await call('listWorkflows', '?limit=2&after=page')).json).toMatchObject({
      workflows: [{ name: 'page-a', notation: 'states' }, { name: 'page-b' }],
      nextAfter: 'page-b',
    });
    for (const name of ['1', '2', '3']) await call('startExecution', '/page-a/executions', { name });
    const { json: first } = await call('listExecutions', '/page-a/executions?limit=2');
    const { nextAfter } = first as { nextAfter: string };
    expect(first).toMatchObject({ executions: [{ name: '3' }, { name: '2' }] });
    expect((await call('listExecutions', `/page-a/executions?limit=2&after=${nextAfter}`)).json).toMatchObject({
      executions: [{ name: '1' }],
      nextAfter: null,
    });
    await call('putWorkflow', '/page-a', { notation: 'flow', definition: FLOW });
    await call('stopExecution', '/page-a/executions/1/stop', { error: 'Enough', cause: 'said so' });
    expect(await untilEnded('/page-a/executions/1')).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' });
    expect((await call('startExecution', '/page-a/executions', { name: '3', input: '{}' })).status).toBe(201);
    expect((await call('startExecution', '/page-a/executions', { name: '3', input: '1' })).json).toMatchObject({
      error: { code: 'execution_exists' },
    });
  });

  test.each([
    ['putWorkflow', '/bad', { notation: 'flow', definition: 'nodes: []' }, 'invalid_definition'],
    ['putWorkflow', '/bad', { notation: 'states', definition: FLOW }, 'invalid_definition'],
    ['putWorkflow', '/not%20good', { notation: 'flow', definition: FLOW }, 'invalid_name'],
    ['putWorkflow', '/bad', { notation: 'other', definition: FLOW }, 'invalid_request'],
    ['startExecution', '/none/executions', {}, 'workflow_not_found'],
    ['startExecution', '/page-c/executions', { input: '{' }, 'invalid_execution_input'],
    ['getExecution', '/page-c/executions/none', undefined, 'execution_not_found'],
    ['deleteWorkflow', '/none', undefined, 'workflow_not_found'],
  ] as const)('%s %s %o is refused as %s', async (operationId, urlPath, body, code) => {
    const { json } = await call(operationId, urlPath, body);
    expect(json).toMatchObject({ error: { code } });
    expect([...V1_ROUTES[operationId].errors, 'invalid_request']).toContain(code);
  });
});

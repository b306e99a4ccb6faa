import type { Role } from '@skein/contracts';
import { DEFINITION, PICKLE } from './coverage-world.ts';
import type { CoverageWorld } from './coverage-world.ts';
import { ROLE } from '../support/server-fixture.ts';

/** One request to a route, and what has to be said about keys there. */
export interface Sample {
  /** The least role that may use it. */
  readonly role: Role;
  /** With the identifiers of the world in it. */
  readonly url: (world: CoverageWorld) => string;
  readonly body?: object | string | ((world: CoverageWorld) => object);
  /** Of a good answer; several where the first good answer has taken away what the request is about. */
  readonly statuses: readonly number[];
  /**
   * What a key for other functions gets: a refusal, or a list without what is not its own. `nothing` only where the route is about no
   * function and no flow.
   */
  readonly otherFunction: 'refused' | 'filtered' | 'nothing';
  /** What another invoker gets of a result that is not its own; an invoker may use every other route that asks for no more. */
  readonly otherInvoker?: 'refused' | 'filtered';
  /** The world has nothing for this list. */
  readonly isEmpty?: true;
  /** The route is about every function, so that only a key for all of them is right. */
  readonly aboutAll?: true;
}

const refused = { otherFunction: 'refused' } as const;
const filtered = { otherFunction: 'filtered' } as const;
const nothing = { otherFunction: 'nothing' } as const;
const own = { role: 'invoker', otherFunction: 'refused', otherInvoker: 'refused' } as const;
const run = { role: 'invoker', otherFunction: 'refused' } as const;
const admin = { role: 'admin', otherFunction: 'nothing' } as const;
const SETTINGS = { runtime: 'python3.11', handler: 'index.handler' };
const LAMBDA = '/2015-03-31/functions';
const EVENT_CONFIG = '/2019-09-25/functions/mine/event-invoke-config';
const TAGS = '/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Amine';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:mine-flow';
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:mine-flow:run';
const RUN = '/v1/workflows/mine-flow/executions/run';

type Rest = Omit<Sample, 'url' | 'statuses' | 'role'>;

/** For developers, unless the rest says otherwise. */
function at(url: string, status: number, { gone, ...rest }: Rest & { readonly role?: Role; readonly gone?: number }): Sample {
  return { url: () => url, statuses: [status, ...(gone === undefined ? [] : [gone])], role: 'developer', ...rest };
}

/** By method and path, as the server registers them. Those for everybody need no sample. */
export const ROUTE_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /v1/functions': at('/v1/functions', 200, filtered),
  'POST /v1/functions': at('/v1/functions', 400, { ...refused, body: { name: 'mine-new', ...SETTINGS, zip: 'AAAA' } }),
  'GET /v1/functions/:name': at('/v1/functions/mine', 200, refused),
  'PATCH /v1/functions/:name': at('/v1/functions/mine', 200, { ...refused, body: { description: 'x' } }),
  'PUT /v1/functions/:name/code': at('/v1/functions/mine/code', 400, { ...refused, body: 'no zip' }),
  'DELETE /v1/functions/:name': at('/v1/functions/mine-v1', 204, refused),
  'POST /v1/functions/:name/invoke': at('/v1/functions/mine/invoke', 200, { ...run, body: '{}' }),
  'GET /v1/functions/:name/logs': at('/v1/functions/mine/logs', 200, refused),
  'GET /v1/invocations': at('/v1/invocations', 200, { ...filtered, role: 'invoker', otherInvoker: 'filtered' }),
  'GET /v1/invocations/:invocationId': { url: ({ invocationId }) => `/v1/invocations/${invocationId}`, statuses: [200], ...own },
  'GET /v1/events': at('/v1/events', 200, { ...filtered, role: 'invoker', otherInvoker: 'filtered' }),
  'GET /v1/events/:eventId': { url: ({ eventIds: [id] }) => `/v1/events/${id}`, statuses: [200], ...own },
  'GET /v1/events/:eventId/payload': { url: ({ eventIds: [id] }) => `/v1/events/${id}/payload`, statuses: [200], ...own },
  'POST /v1/events/:eventId/redrive': {
    url: ({ eventIds: [id] }) => `/v1/events/${id}/redrive`,
    statuses: [200],
    role: 'developer',
    ...refused,
  },
  'DELETE /v1/events/:eventId': { url: ({ eventIds: [, id] }) => `/v1/events/${id}`, statuses: [204], role: 'developer', ...refused },
  'GET /v1/workflows': at('/v1/workflows', 200, filtered),
  'PUT /v1/workflows/:name': at('/v1/workflows/mine-flow', 200, { ...refused, body: { notation: 'states', definition: DEFINITION } }),
  'GET /v1/workflows/:name': at('/v1/workflows/mine-flow', 200, refused),
  'DELETE /v1/workflows/:name': at('/v1/workflows/mine-old', 204, refused),
  'POST /v1/workflows/:name/executions': at('/v1/workflows/mine-flow/executions', 201, { ...run, body: {} }),
  'GET /v1/workflows/:name/executions': at('/v1/workflows/mine-flow/executions', 200, refused),
  'GET /v1/workflows/:name/executions/:execution': at(RUN, 200, own),
  'POST /v1/workflows/:name/executions/:execution/stop': at(`${RUN}/stop`, 200, { ...refused, body: {} }),
  'GET /v1/workflows/:name/executions/:execution/events': at(`${RUN}/events`, 200, own),
  'GET /v1/workflows/:name/executions/:execution/graph': at(`${RUN}/graph`, 200, own),
  'POST /register_function': at('/register_function', 200, { ...refused, body: { name: 'mine-task', payload: PICKLE } }),
  'POST /execute_function': at('/execute_function', 200, {
    ...run,
    body: ({ taskFunctionId }) => ({ function_id: taskFunctionId, payload: PICKLE }),
  }),
  'GET /status/:task_id': { url: ({ taskId }) => `/status/${taskId}`, statuses: [200], ...own },
  'GET /result/:task_id': { url: ({ taskId }) => `/result/${taskId}`, statuses: [200], ...own },
  'POST /v1/tasks': at('/v1/tasks', 202, {
    ...run,
    body: ({ taskFunctionId }) => ({ tasks: [{ functionId: taskFunctionId, payload: PICKLE }] }),
  }),
  'GET /v1/tasks/:taskId': { url: ({ taskId }) => `/v1/tasks/${taskId}`, statuses: [200], ...own },
  'POST /v1/tasks/results': at('/v1/tasks/results', 200, { ...own, body: ({ taskId }) => ({ taskIds: [taskId] }) }),
  'DELETE /v1/tasks/:taskId': { url: ({ taskId }) => `/v1/tasks/${taskId}`, statuses: [409], ...own },
  'GET /v1/sky/providers': at('/v1/sky/providers', 200, nothing),
  'GET /v1/sky/functions': at('/v1/sky/functions', 200, { ...filtered, isEmpty: true }),
  'PUT /v1/sky/functions/:name': at('/v1/sky/functions/mine', 404, { ...refused, body: { providers: ['none'] } }),
  'GET /v1/sky/functions/:name': at('/v1/sky/functions/mine', 404, refused),
  'DELETE /v1/sky/functions/:name': at('/v1/sky/functions/mine', 404, refused),
  'GET /v1/sky/ledger': at('/v1/sky/ledger', 200, { ...refused, aboutAll: true }),
  'GET /v1/keys': at('/v1/keys', 200, admin),
  'POST /v1/keys': at('/v1/keys', 201, { ...admin, body: { role: 'invoker' } }),
  'GET /v1/keys/:keyId': { url: ({ everywhere }) => `/v1/keys/${everywhere.key.id}`, statuses: [200], ...admin },
  'DELETE /v1/keys/:keyId': { url: ({ spare }) => `/v1/keys/${spare.key.id}`, statuses: [204], ...admin },
  'POST /v1/keys/:keyId/rotate': { url: ({ rotated }) => `/v1/keys/${rotated.key.id}/rotate`, statuses: [200], ...admin },
  'GET /metrics': at('/metrics', 200, { ...refused, aboutAll: true }),
  'POST /2015-03-31/functions': at(LAMBDA, 400, {
    ...refused,
    body: { FunctionName: 'mine-new', Runtime: 'python3.11', Handler: 'i.h', Role: ROLE, Code: { ZipFile: 'AAAA' } },
  }),
  'GET /2015-03-31/functions': at(LAMBDA, 200, filtered),
  'GET /2015-03-31/functions/:functionName': at(`${LAMBDA}/mine`, 200, refused),
  'DELETE /2015-03-31/functions/:functionName': at(`${LAMBDA}/mine-lambda`, 204, { ...refused, gone: 404 }),
  'GET /2015-03-31/functions/:functionName/configuration': at(`${LAMBDA}/mine/configuration`, 200, refused),
  'PUT /2015-03-31/functions/:functionName/configuration': at(`${LAMBDA}/mine/configuration`, 200, { ...refused, body: { Timeout: 4 } }),
  'PUT /2015-03-31/functions/:functionName/code': at(`${LAMBDA}/mine/code`, 400, { ...refused, body: { ZipFile: 'AAAA' } }),
  'GET /2015-03-31/functions/:functionName/code-package': at(`${LAMBDA}/mine/code-package`, 200, refused),
  'GET /2015-03-31/functions/:functionName/versions': at(`${LAMBDA}/mine/versions`, 200, refused),
  'GET /2020-06-30/functions/:functionName/code-signing-config': at('/2020-06-30/functions/mine/code-signing-config', 200, refused),
  'POST /2015-03-31/functions/:functionName/invocations': at(`${LAMBDA}/mine/invocations`, 200, { ...run, body: '{}' }),
  'PUT /2019-09-25/functions/:functionName/event-invoke-config': at(EVENT_CONFIG, 200, { ...refused, body: { MaximumRetryAttempts: 0 } }),
  'GET /2019-09-25/functions/:functionName/event-invoke-config': at(EVENT_CONFIG, 200, refused),
  'POST /2019-09-25/functions/:functionName/event-invoke-config': at(EVENT_CONFIG, 200, { ...refused, body: { MaximumRetryAttempts: 1 } }),
  'GET /2019-09-25/functions/:functionName/event-invoke-config/list': at(`${EVENT_CONFIG}/list`, 200, refused),
  'DELETE /2019-09-25/functions/:functionName/event-invoke-config': at(EVENT_CONFIG, 204, { ...refused, gone: 404 }),
  'GET /2016-08-19/account-settings': at('/2016-08-19/account-settings', 200, nothing),
  'GET /2015-03-31/account-settings': at('/2015-03-31/account-settings', 200, nothing),
  'GET /2017-03-31/tags/:resource': at(TAGS, 200, refused),
  'POST /2017-03-31/tags/:resource': at(TAGS, 204, { ...refused, body: { Tags: { a: 'b' } } }),
  'DELETE /2017-03-31/tags/:resource': at(`${TAGS}?tagKeys=a`, 204, refused),
};

const operation = (body: object, rest: Rest & { readonly role?: Role } = refused): Sample => at('/', 200, { ...rest, body });

/** By name. All have the path `POST /`. */
export const OPERATION_SAMPLES: Readonly<Record<string, Sample>> = {
  CreateStateMachine: operation({ name: 'mine-new', definition: DEFINITION, roleArn: ROLE }),
  UpdateStateMachine: operation({ stateMachineArn: MACHINE, definition: DEFINITION }),
  DescribeStateMachine: operation({ stateMachineArn: MACHINE }),
  DeleteStateMachine: operation({ stateMachineArn: MACHINE.replace('flow', 'older') }),
  ListStateMachines: operation({}, filtered),
  StartExecution: operation({ stateMachineArn: MACHINE }, run),
  DescribeExecution: operation({ executionArn: EXECUTION }, own),
  StopExecution: operation({ executionArn: EXECUTION }),
  ListExecutions: operation({ stateMachineArn: MACHINE }),
  GetExecutionHistory: operation({ executionArn: EXECUTION }, own),
};

import { SkeinError, parseDocument } from '@skein/contracts';
import type { FastifyRequest } from 'fastify';
import type { RouteModule } from '../route-module.ts';
import { describeExecution } from './executions/describe.ts';
import { getExecutionHistory } from './executions/history.ts';
import { listExecutions } from './executions/list.ts';
import { startExecutionOperation } from './executions/start.ts';
import { stopExecutionOperation } from './executions/stop.ts';
import { createStateMachine } from './machines/create.ts';
import { deleteStateMachine } from './machines/delete.ts';
import { describeStateMachine } from './machines/describe.ts';
import { listStateMachines } from './machines/list.ts';
import { updateStateMachine } from './machines/update.ts';
import type { Operation } from './operation.ts';

const PREFIX = 'AWSStepFunctions.';

/** Every operation of the Step Functions API that Skein offers. */
export const STATES_OPERATIONS: readonly Operation[] = [
  createStateMachine,
  updateStateMachine,
  describeStateMachine,
  deleteStateMachine,
  listStateMachines,
  startExecutionOperation,
  describeExecution,
  stopExecutionOperation,
  listExecutions,
  getExecutionHistory,
];

const BY_NAME: ReadonlyMap<string, Operation> = new Map(STATES_OPERATIONS.map((operation) => [operation.name, operation]));

/** Whether a request speaks the Step Functions API, and its errors have to be in that API's form. */
export function isStatesRequest({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  const target = headers['x-amz-target'];
  return method === 'POST' && typeof target === 'string' && target.startsWith(PREFIX);
}

/** The operation that a request of this API asks for, in its own words. */
export function operationOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return String(headers['x-amz-target']).slice(PREFIX.length);
}

/** All operations of this API have one path; the header `X-Amz-Target` names the operation, which has its own role. */
export const statesRoute: RouteModule = (app, { context }) => {
  app.post('/', { config: { role: 'invoker' } }, async (request, reply) => {
    if (!isStatesRequest(request)) throw new SkeinError('route_not_found', { method: 'POST', path: '/' });
    const name = operationOf(request);
    const operation = BY_NAME.get(name);
    if (operation === undefined) throw new SkeinError('not_implemented', { operation: name });
    const body = parseDocument(Buffer.isBuffer(request.body) ? request.body : Buffer.from('{}'));
    const answer = await operation.run(context, request.principal, body);
    return reply.type('application/x-amz-json-1.0').send(JSON.stringify(answer));
  });
};

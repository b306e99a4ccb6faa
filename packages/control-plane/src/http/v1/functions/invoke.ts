import { SkeinError, V1_ROUTES } from '@skein/contracts';
import { eventOf, invokeFunction } from '../../../app/functions/invoke-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Runs a function with the body as its event. */
export const invokeFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.invokeFunction, async ({ parameters, body, request, reply }) => {
    const chunks: Buffer[] = [];
    const invocation = {
      id: request.id,
      functionName: parameters.name,
      qualifier: undefined,
      kind: 'request',
      body: eventOf(body),
      clientContext: undefined,
      traceId: undefined,
      principal: request.principal,
    } as const;
    const outcome = await invokeFunction(context, invocation, { write: (chunk) => void chunks.push(chunk) });
    const payload = Buffer.concat(chunks);
    if (outcome.error === 'invalid_event') throw new SkeinError('invalid_request_content', { reason: payload.toString() });
    void reply.header('x-skein-invocation-id', request.id);
    if (outcome.error !== undefined) void reply.header('x-skein-function-error', outcome.error);
    return payload;
  });
};

import { SkeinError, renderLog } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';

/** One invocation: how it ended, what it took, what it wrote. */
export const getInvocationRoute: RouteModule = (app, { context }) => {
  app.get('/v1/invocations/:invocationId', async (request) => {
    const { invocationId = '' } = request.params as { invocationId?: string };
    const record = await context.invocations.getInvocation(context.scope, invocationId);
    if (record === undefined) throw new SkeinError('invocation_not_found', { invocationId });
    return renderInvocation(record);
  });
};

/** A record with its log as text. */
export function renderInvocation(record: InvocationRecord): Record<string, unknown> {
  const { log: _log, logDroppedBytes: _dropped, notices: _notices, ...shown } = record;
  return { ...shown, log: renderLog(record) };
}

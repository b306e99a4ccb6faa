import { LOG_HEARTBEAT_MS, V1_ROUTES } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';
import type { AppContext } from '../../../app/context.ts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { EventStream } from '../event-stream.ts';
import { renderInvocation } from '../invocations/render-invocation.ts';
import { serveRoute } from '../serve-route.ts';

/** The logs of a function's last calls, and, when asked, of those to come. */
export const getFunctionLogsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getFunctionLogs, async ({ parameters, query, request, reply }) => {
    await getFunction(context, request.principal, { functionName: parameters.name });
    const stream = new EventStream();
    const later = query.follow === 'true' ? follow(context, parameters.name, stream) : undefined;
    try {
      const past = query.limit === 0 ? [] : await readPast(context, parameters.name, query.limit);
      for (const record of past) send(stream, record);
      later?.begin(new Set(past.map(({ id }) => id)));
    } catch (error) {
      stream.destroy();
      throw error;
    }
    if (later === undefined) stream.finish();
    void reply.header('cache-control', 'no-store');
    return stream;
  });
};

async function readPast(context: AppContext, functionName: string, limit: number): Promise<readonly InvocationRecord[]> {
  const records = await context.invocations.listInvocations(context.scope, { functionName, limit });
  return records.toReversed();
}

/** Follows from now on; what ends while the past is still being read waits, so that nothing is missed and nothing comes twice. */
function follow({ feed, clock }: AppContext, functionName: string, stream: EventStream): { begin(seen: ReadonlySet<string>): void } {
  let waiting: InvocationRecord[] | undefined = [];
  const leave = feed.follow(functionName, {
    take: (record) => void (waiting === undefined ? send(stream, record) : waiting.push(record)),
    end: () => stream.finish(),
  });
  let cancel = (): void => {};
  const beat = (): void => {
    stream.keepAlive();
    cancel = clock.after(LOG_HEARTBEAT_MS, beat);
  };
  stream.once('close', () => {
    leave();
    cancel();
  });
  return {
    begin(seen) {
      for (const record of waiting ?? []) if (!seen.has(record.id)) send(stream, record);
      waiting = undefined;
      if (!stream.destroyed) beat();
    },
  };
}

function send(stream: EventStream, record: InvocationRecord): void {
  stream.send('invocation', record.id, renderInvocation(record));
}

import { LOG_HEARTBEAT_MS, LOG_INVOCATIONS_MAX, V1_ROUTES, runIdOf } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';
import type { AppContext } from '../../../app/context.ts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { EventStream } from '../event-stream.ts';
import type { PastDocument } from '../event-stream.ts';
import { renderInvocation } from '../invocations/render-invocation.ts';
import { serveRoute } from '../serve-route.ts';

/** The logs of a function's last calls, and, when asked, of those to come. */
export const getFunctionLogsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getFunctionLogs, async ({ parameters, query, request, reply }) => {
    await getFunction(context, request.principal, { functionName: parameters.name });
    const stream = new EventStream();
    const lastEventId = request.headers['last-event-id']?.toString();
    const later = query.follow === 'true' ? follow(context, parameters.name, stream) : undefined;
    try {
      const past = await (lastEventId === undefined
        ? readPast(context, parameters.name, query.limit)
        : readSince(context, parameters.name, lastEventId));
      stream.begin('invocation', past.map(toPastDocument));
      later?.begin(past);
    } catch (error) {
      stream.destroy();
      throw error;
    }
    if (later === undefined) stream.finish();
    void reply.header('cache-control', 'no-store');
    return stream;
  });
};

/** Oldest first: in the order in which followers were told. */
async function readPast({ invocations, scope }: AppContext, functionName: string, limit: number): Promise<readonly InvocationRecord[]> {
  if (limit === 0) return [];
  return (await invocations.listRuns(scope, { functionName, limit })).toReversed();
}

/** What a reader that comes back has missed, with `Last-Event-ID`: as many as are told at once, when its last one is not among them. */
async function readSince(context: AppContext, functionName: string, lastEventId: string): Promise<readonly InvocationRecord[]> {
  const past = await readPast(context, functionName, LOG_INVOCATIONS_MAX);
  return past.slice(past.findIndex((record) => isNamed(record, lastEventId)) + 1);
}

/** Also by the id of an event without its run: then it is the first, so that no other is missed. */
function isNamed(record: InvocationRecord, lastEventId: string): boolean {
  return runIdOf(record) === lastEventId || record.id === lastEventId;
}

function toPastDocument(record: InvocationRecord): PastDocument {
  return { id: runIdOf(record), document: renderInvocation(record) };
}

/** Follows from now on; what ends while the past is still being read waits, so that nothing is missed and nothing comes twice. */
function follow(
  { feed, clock }: AppContext,
  functionName: string,
  stream: EventStream,
): { begin(past: readonly InvocationRecord[]): void } {
  let waiting: InvocationRecord[] | undefined = [];
  const leave = feed.follow(functionName, {
    take(record) {
      // An event that waits has no log yet.
      if (record.status === 'QUEUED') return;
      if (waiting === undefined) send(stream, record);
      else waiting.push(record);
    },
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
    begin(past) {
      const seen = new Set(past.map(runIdOf));
      for (const record of waiting ?? []) if (!seen.has(runIdOf(record))) send(stream, record);
      waiting = undefined;
      if (!stream.destroyed) beat();
    },
  };
}

function send(stream: EventStream, record: InvocationRecord): void {
  stream.send('invocation', runIdOf(record), renderInvocation(record));
}

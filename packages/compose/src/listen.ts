import type { Socket } from 'node:net';
import { SkeinError } from '@skein/contracts';
import { createFront, createHttpServer, createPlainServer, encodeLambdaError } from '@skein/control-plane';
import type { AppContext, Front } from '@skein/control-plane';
import { openHandedSocket } from './handed-socket.ts';
import { RELEASE } from './release.ts';
import type { Settings } from './settings.ts';

/** How often connections are looked at whose requests come too slowly, in ms. */
const CONNECTIONS_CHECK_MS = 5_000;
/**
 * Connections that wait in the kernel until a server accepts them, while one starts for example. The kernel takes net.core.somaxconn when
 * that is less; a client that finds no place there tries again by itself, as TCP does.
 */
const BACKLOG = 4_096;

/** Where a server is to listen. */
export interface ListeningPlace {
  /** With the address and the port of the handed socket, if there is one. */
  readonly settings: Settings;
  /** The handed socket. */
  readonly socket: Socket | undefined;
}

/** Looks for a socket that was handed over, before anything is done that would be in vain. Throws `invalid_configuration`. */
export function adoptSocket(settings: Settings, opened: AsyncDisposableStack): ListeningPlace {
  const handed = settings.handedSocket && openHandedSocket(settings.handedSocket, process.pid);
  if (handed === undefined) return { settings: { ...settings, handedSocket: undefined }, socket: undefined };
  const { socket, host, port } = handed;
  // Only this process's descriptor is closed. Who handed it over keeps the socket, with the connections that wait in it.
  opened.defer(() => void socket.destroy());
  return { settings: { ...settings, host, port }, socket };
}

/** Begins to accept connections. Rejects with `invalid_configuration`. */
export async function listen(
  context: AppContext,
  { settings, socket, opened }: ListeningPlace & { readonly opened: AsyncDisposableStack },
): Promise<Front> {
  const httpServer = createPlainServer(CONNECTIONS_CHECK_MS);
  const app = createHttpServer({ context, release: RELEASE, httpServer });
  await app.ready();
  const front = createFront(httpServer, {
    context,
    encodeError: (error, id, persistence) => encodeLambdaError(error, id, context.scope, persistence),
  });
  await new Promise<void>((resolve, reject) => {
    front.server.once('error', (error) => reject(cannotListen(settings, error)));
    if (socket === undefined) front.server.listen(settings.port, settings.host, BACKLOG, resolve);
    else front.server.listen(socket, BACKLOG, resolve);
  });
  opened.defer(async () => {
    await front.close();
    await app.close();
  });
  return front;
}

function cannotListen({ host, port, handedSocket }: Settings, error: Error): SkeinError {
  const setting = handedSocket === undefined ? 'PORT' : 'LISTEN_FDS';
  return new SkeinError(
    'invalid_configuration',
    { setting, reason: `port ${port} of ${host} cannot be used: ${error.message}.` },
    { cause: error },
  );
}

import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { CONNECTIONS_MAX, KEEP_ALIVE_MS } from '@skein/contracts';
import { serveHotConnection } from './hot-connection.ts';
import type { HotFrontOptions } from './hot-connection.ts';

/** Time running requests get to finish when the server stops, in ms. */
const CLOSE_GRACE_MS = 1_000;

export interface Front {
  readonly server: Server;
  /** Stops listening and ends every connection; one on which something runs gets a moment to answer. */
  close(): Promise<void>;
}

/** One port: hot Invokes are answered here, everything else by the HTTP server behind. */
export function createFront(httpServer: HttpServer, options: Omit<HotFrontOptions, 'handOver'>): Front {
  const sockets = new Set<Socket>();
  // Node.js begins to look for requests that come too slowly when a server listens, and this one never does itself.
  httpServer.emit('listening');
  const handOver = (socket: Socket): void => void httpServer.emit('connection', socket);
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveHotConnection(socket, { ...options, handOver }, KEEP_ALIVE_MS);
  });
  server.maxConnections = CONNECTIONS_MAX;
  return { server, close: () => closeServer(server, sockets) };
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.end();
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}

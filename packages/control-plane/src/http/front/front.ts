import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { CONNECTIONS_MAX, KEEP_ALIVE_MS } from '@skein/contracts';
import { serveHotConnection } from './hot-connection.ts';
import type { HotFrontOptions } from './hot-connection.ts';

export interface Front {
  readonly server: Server;
  /** Ends every connection, those that are idle at once. */
  closeConnections(): void;
}

/** One port: hot Invokes are answered here, everything else by the HTTP server behind. */
export function createFront(httpServer: HttpServer, options: Omit<HotFrontOptions, 'handOver'>): Front {
  const sockets = new Set<Socket>();
  const hotOptions = { ...options, handOver: (socket: Socket) => void httpServer.emit('connection', socket) };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveHotConnection(socket, hotOptions, KEEP_ALIVE_MS);
  });
  server.maxConnections = CONNECTIONS_MAX;
  return {
    server,
    closeConnections() {
      for (const socket of sockets) socket.destroySoon();
    },
  };
}

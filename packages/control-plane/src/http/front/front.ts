import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { CONNECTIONS_MAX, KEEP_ALIVE_MS } from '@skein/contracts';
import { Connections } from './connections.ts';
import { createHotIdentify } from './hot-identity.ts';
import { serveHotConnection } from './hot-connection.ts';
import type { HotFrontOptions } from './hot-connection.ts';

/** Time a quiet connection is still held when the server stops, in ms: its client may just be sending the next request. */
const DRAIN_IDLE_MS = 500;
/** Time that answers given at the very end have to leave, in ms. */
const CLOSE_GRACE_MS = 1_000;

export interface Front {
  readonly server: Server;
  /**
   * Stops listening, and then lets every connection end after its next answer. Resolves when all have ended, or after so many ms; what
   * still runs then goes on.
   */
  drain(maxMs: number): Promise<void>;
  /** Stops listening and ends every connection; one on which something is still answered gets a moment. */
  close(): Promise<void>;
}

/** One port: hot Invokes are answered here, everything else by the HTTP server behind. */
export function createFront(httpServer: HttpServer, options: Omit<HotFrontOptions, 'handOver' | 'identify' | 'isDraining'>): Front {
  const connections = new Connections();
  // Node.js begins to look for requests that come too slowly when a server listens, and this one never does itself.
  httpServer.emit('listening');
  httpServer.on('request', (request, response) => connections.serve(request.socket, response));
  const identify = createHotIdentify(options.context);
  const handOver = (socket: Socket): void => void httpServer.emit('connection', socket);
  const isDraining = (): boolean => connections.isDraining;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    connections.add(socket, serveHotConnection(socket, { ...options, identify, handOver, isDraining }, KEEP_ALIVE_MS));
  });
  server.maxConnections = CONNECTIONS_MAX;
  let closed: Promise<void> | undefined;
  const stopListening = (): Promise<void> => (closed ??= new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    server,
    async drain(maxMs) {
      // First the port: a client that is told to come back on another connection must not find this server again.
      void stopListening();
      await connections.drain(maxMs, Math.min(DRAIN_IDLE_MS, maxMs));
    },
    async close() {
      const allClosed = stopListening();
      await connections.drain(CLOSE_GRACE_MS, 0);
      connections.destroy();
      await allClosed;
    },
  };
}

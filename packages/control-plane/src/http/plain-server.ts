import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { HEADER_MAX_BYTES } from '@skein/contracts';

/**
 * The HTTP server of Node.js that Fastify works on. A request without a host is passed on, so that it is refused with a document like
 * any other. Connections are looked at every so many ms for requests that come too slowly.
 */
export function createPlainServer(checkEveryMs: number): Server {
  // Node.js refuses what reaches its limit, not only what is over it.
  return createServer({ maxHeaderSize: HEADER_MAX_BYTES + 1, requireHostHeader: false, connectionsCheckingInterval: checkEveryMs });
}

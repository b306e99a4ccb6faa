import type { Server } from 'node:http';
import type { AppContext } from '../app/context.ts';

/** What the HTTP side is made from. */
export interface HttpOptions {
  readonly context: AppContext;
  /** The release of the server, for `/health`. */
  readonly release: string;
  /** Server that gets its connections from the front; without it Fastify makes one of its own, as tests want it. */
  readonly httpServer?: Server;
}

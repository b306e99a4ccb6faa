import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from './server-options.ts';

/** Adds one route, or a few that belong together, to the server. One file per endpoint; a list per API names them. */
export type RouteModule = (app: FastifyInstance, options: HttpOptions) => void;

import type { RouteOptions } from 'fastify';
import type { RouteDefinition } from '@skein/contracts';

const JSON_TYPE = /^application\/(json|[\w.-]+\+json)[ \t]*(;|$)/i;

/** What Fastify is told of a route of the table. */
export function routeOptions(route: RouteDefinition): Omit<RouteOptions, 'handler'> {
  return {
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    ...(route.bodyMaxBytes === undefined ? {} : { bodyLimit: route.bodyMaxBytes }),
    config: { operationId: route.operationId, role: route.role },
  };
}

/** Whether a body is called JSON, or nothing. */
export function isCalledJson(contentType: string | undefined): boolean {
  return contentType === undefined || JSON_TYPE.test(contentType);
}

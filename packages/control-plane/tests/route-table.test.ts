import { TASK_ROUTES, V1_ROUTES } from '@skein/contracts';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAMBDA_ROUTES } from '../src/http/lambda/routes.ts';
import { statesRoute } from '../src/http/states/route.ts';
import { TASK_ROUTE_MODULES } from '../src/http/tasks/routes.ts';
import { V1_ROUTE_MODULES } from '../src/http/v1/routes.ts';
import { openServer } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

interface Registered {
  readonly method: string;
  readonly url: string;
  readonly operationId: string | undefined;
}

let server: ServerFixture;
const registered: Registered[] = [];

beforeAll(async () => {
  server = await openServer();
  const app = Fastify({ exposeHeadRoutes: false });
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) registered.push({ method: each, url, operationId: config?.operationId });
  });
  for (const add of [...LAMBDA_ROUTES, ...V1_ROUTE_MODULES, ...TASK_ROUTE_MODULES, statesRoute])
    add(app, { context: server.context, release: '0.0.0' });
  await app.ready();
  await app.close();
});
afterAll(async () => server[Symbol.asyncDispose]());

const isAws = ({ url }: Registered): boolean => /^\/20\d\d-\d\d-\d\d\//.test(url) || url === '/';

test('every route of our own API that is registered is in the route table, and every entry of the table is registered, once', () => {
  const own = registered.filter((route) => !isAws(route));
  const table = Object.values({ ...V1_ROUTES, ...TASK_ROUTES }).map(({ method, path, operationId }) => ({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    operationId,
  }));
  const inOrder = (routes: readonly Registered[]) => routes.map((route) => JSON.stringify(route)).toSorted();
  expect(inOrder(own)).toEqual(inOrder(table));
});

test('every other route is one of AWS, by its path', () => {
  const others = registered.filter(isAws);
  expect(others.map(({ operationId }) => operationId).filter((id) => id !== undefined)).toEqual([]);
  expect(others.filter(({ url }) => url === '/')).toHaveLength(1);
  expect(others.length).toBeGreaterThan(10);
});

import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFront, createHttpServer, createPlainServer, encodeLambdaError } from '../../src/index.ts';
import type { Front } from '../../src/http/front/front.ts';
import { openServer } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

let fixture: ServerFixture;
let front: Front;

beforeAll(async () => {
  fixture = await openServer();
  const { context } = fixture;
  const httpServer = createPlainServer(20);
  const app = createHttpServer({ context, release: '0.0.0', httpServer });
  httpServer.headersTimeout = 150;
  httpServer.requestTimeout = 300;
  await app.ready();
  front = createFront(httpServer, {
    context,
    encodeError: (error, id, persistence) => encodeLambdaError(error, id, context.scope, persistence),
  });
  front.server.listen(0, '127.0.0.1');
  await once(front.server, 'listening');
});

afterAll(async () => {
  await front.close();
  await fixture[Symbol.asyncDispose]();
});

test.each([
  ['a head that never ends', 'GET /v1/functions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '],
  ['a body that never comes', 'POST /v1/functions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{'],
])('slow requests: %s is ended with 408, and the server goes on', async (_, beginning) => {
  const socket = connect((front.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(beginning);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  const answer = await fetch(`http://127.0.0.1:${(front.server.address() as AddressInfo).port}/health`);
  expect(answer.status).toBe(200);
  await answer.text();
});

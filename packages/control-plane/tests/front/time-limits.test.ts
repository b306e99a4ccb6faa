import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, REQUEST_TIMEOUT_MS } from '@skein/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFront, createHttpServer, createPlainServer, encodeLambdaError } from '../../src/index.ts';
import type { Front } from '../../src/index.ts';
import { ROLE, call, openServer, untilActive, zipOf } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

const HOST = 'Host: 127.0.0.1';
const HOT_PATH = '/2015-03-31/functions/echo/invocations';

/** The head of a hot Invoke with a body of so many bytes. */
function hot(bodyBytes: number): string {
  return `POST ${HOT_PATH} HTTP/1.1\r\n${HOST}\r\nContent-Length: ${bodyBytes}\r\n\r\n`;
}

describe('slow requests and idle connections', () => {
  let fixture: ServerFixture;
  let front: Front;
  let accepted: Promise<Socket>;
  let client: Socket;

  beforeEach(async () => {
    fixture = await openServer();
    const { app, context } = fixture;
    const body = {
      FunctionName: 'echo',
      Runtime: 'python3.12',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: await zipOf('pass') },
    };
    await call(app, 'POST', '/2015-03-31/functions', body);
    await untilActive(app, 'echo');
    await call(app, 'POST', HOT_PATH, '{}');
    front = createFront(app.server, {
      context,
      encodeError: (error, id, persistence) => encodeLambdaError(error, id, context.scope, persistence),
    });
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    accepted = once(front.server, 'connection').then(([socket]) => socket as Socket);
    client = connect((front.server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => {});
  });

  afterEach(async () => {
    vi.useRealTimers();
    client.destroy();
    await front.close();
    await fixture[Symbol.asyncDispose]();
  });

  test('HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS, KEEP_ALIVE_MS: are what the ordinary server holds its connections to', async () => {
    const server = createPlainServer(1_000);
    const app = createHttpServer({ context: fixture.context, release: '0.0.0', httpServer: server });
    expect(server).toMatchObject({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    await app.close();
  });

  test('KEEP_ALIVE_MS: a connection that says nothing is ended when the limit has passed', async () => {
    const socket = await accepted;
    expect(socket.timeout).toBe(KEEP_ALIVE_MS);
    // Node.js tells of the silence after that time; the wait itself is the system's.
    socket.emit('timeout');
    await once(client, 'close');
  });

  test('REQUEST_TIMEOUT_MS: the body of a call is waited for up to the limit, silence or not, and answered with 408 at it', async () => {
    const socket = await accepted;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    client.write(`POST ${HOT_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{`);
    while (socket.bytesRead === 0 || vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(REQUEST_TIMEOUT_MS - 1);
    socket.emit('timeout');
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await text(client)).toMatch(/^HTTP\/1\.1 408 [^]*\r\nx-amzn-ErrorType: RequestTimeoutException\r\n/);
  });

  test.each([
    ['after its requests has the answer to each', `${hot(2)}{}${hot(2)}{}`, /^HTTP\/1\.1 200 OK[^]*HTTP\/1\.1 200 OK/],
    [
      'after a request of another kind has both answers',
      `${hot(2)}{}GET /health HTTP/1.1\r\n${HOST}\r\n\r\n`,
      /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 /,
    ],
    ['in the middle of a body is told so', `${hot(10)}{`, /^HTTP\/1\.1 400 [^]*\r\nx-amzn-ErrorType: InvalidParameterValueException\r\n/],
    ['without a request is let go', '', /^$/],
  ])('a client that ends its side %s', async (_what, bytes, expected) => {
    client.end(bytes);
    expect(await text(client)).toMatch(expected);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseHotInvoke } from '../../src/http/front/hot-invoke-parser.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

const RUNS: { readonly numRuns: number } = { numRuns: 20_000, ...fc.readConfigureGlobal() };
/** Share of the requests that is hot, at the least: of others nothing is learned. */
const ACCEPTED_AT_LEAST = 0.005;
const seen: Seen[] = [];
const server = createServer((request, response) => {
  void buffer(request).then((body) => {
    seen.push({ method: request.method, url: request.url, body: body.toString('latin1') });
    response.shouldKeepAlive = false;
    response.end();
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What the HTTP parser of Node.js makes of the bytes: the first request, or nothing when it refuses them. */
async function askNode(bytes: Buffer): Promise<Seen | undefined> {
  seen.length = 0;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  const answer = await text(socket).catch(() => '');
  return answer.startsWith('HTTP/1.1 200') ? seen[0] : undefined;
}

const PATHS = [
  '/2015-03-31/functions/hello/invocations',
  '/2015-03-31/functions/a-b_C/invocations',
  '/2015-03-31/functions//invocations',
  '*',
];
const HEADERS = [
  'Host: 127.0.0.1:8080',
  'host:localhost',
  'HOST: \t[::1]:80 ',
  'Content-Length: 4',
  'content-length:4',
  'Content-Length: 04',
  'Content-Length: 4 ',
  'Content-Length: 4, 4',
  'Connection: keep-alive',
  'Connection: Keep-Alive',
  'Connection: close',
  'Content-Type: application/json',
  'Content-Type: text/plain;charset=UTF-8',
  'Content-Type: text/html',
  'X-Amz-Invocation-Type: RequestResponse',
  'X-Amz-Date: 20261121T000000Z',
  'Authorization: AWS4-HMAC-SHA256 Credential=x',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding : chunked',
  "X-Odd!#$%&'*+.^_`|~: yes",
  'X-Empty:',
  'X-Nul: \0',
  'X-High: \xe9',
  ' folded',
];
const NOISE = ['\r\n', '\n', '\r', '\0', ' ', '\t', ':', '\v', 'Content-Length: 1\r\n', 'Transfer-Encoding: chunked\r\n', '\x7f', '\xff'];

/** Requests that are nearly hot: a good one with headers added, doubled and shuffled, and now and then noise in between. */
const request = fc
  .record({
    line: fc
      .constantFrom('POST', 'POST', 'POST', 'post', 'GET')
      .chain((method) => fc.constantFrom(...PATHS).map((path) => `${method} ${path} HTTP/1.1`)),
    headers: fc.shuffledSubarray(HEADERS, { maxLength: 7 }),
    isComplete: fc.boolean(),
    noise: fc.option(fc.record({ text: fc.constantFrom(...NOISE), at: fc.nat(300) }), { freq: 3, nil: undefined }),
  })
  .map(({ line, headers, isComplete, noise }) => {
    const lines = [line, ...(isComplete ? ['Host: localhost', 'Content-Length: 4'] : []), ...headers];
    const whole = `${lines.join('\r\n')}\r\n\r\n"ab"POST /next HTTP/1.1\r\n\r\n`;
    const at = noise === undefined ? 0 : noise.at % whole.length;
    return Buffer.from(noise === undefined ? whole : whole.slice(0, at) + noise.text + whole.slice(at), 'latin1');
  });

test('what the hot parser accepts means the same to node:http, whatever the bytes are', { timeout: 120_000 }, async () => {
  let accepted = 0;
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(request, async (bytes) => {
      tried += 1;
      const hot = parseHotInvoke(bytes);
      if (hot === undefined || bytes.length < hot.bodyOffset + hot.bodyBytes) return;
      accepted += 1;
      const end = hot.bodyOffset + hot.bodyBytes;
      const body = bytes.toString('latin1', hot.bodyOffset, end);
      // Without what follows: that is the next request's, and may be refused.
      expect(await askNode(bytes.subarray(0, end))).toEqual({
        method: 'POST',
        url: `/2015-03-31/functions/${hot.functionName}/invocations`,
        body,
      });
    }),
    RUNS,
  );
  expect(accepted / tried).toBeGreaterThan(ACCEPTED_AT_LEAST);
});

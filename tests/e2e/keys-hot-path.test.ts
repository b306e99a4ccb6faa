import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeyedServer } from '../support/keyed-server.ts';
import type { KeyedServer, TestKey } from '../support/keyed-server.ts';
import { signRequest } from '../support/sign-request.ts';

const HOST = 'skein.test:8080';
const BODY = '{"n":1}';
const FROM_FRONT = 'X-Amz-Executed-Version';

let server: KeyedServer;
let invoker: TestKey;

beforeAll(async () => {
  server = await startKeyedServer();
  invoker = await server.issue({ role: 'invoker', functions: ['hot-*'] });
  for (const name of ['hot-one', 'cold-one']) {
    const files = { 'app.py': 'def handler(event, context): return event\n' };
    const zip = (await packFiles(files)).toString('base64');
    await server.call(server.admin, 'POST', '/v1/functions', { name, runtime: 'python3.11', handler: 'app.handler', zip });
  }
  // A function is not remembered before it is known to be ready.
  while (!(await askBoth({ headers: sign(invoker) })).front.includes(FROM_FRONT));
});
afterAll(() => server[Symbol.asyncDispose]());

interface Sent {
  readonly functionName?: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

function pathOf(functionName = 'hot-one'): string {
  return `/2015-03-31/functions/${functionName}/invocations`;
}

function bytesOf({ functionName, body = BODY, headers }: Sent): string {
  const lines = Object.entries({ host: HOST, ...headers, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `POST ${pathOf(functionName)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** One answer on a connection that stays open. */
async function answerOn(socket: Socket, bytes: string): Promise<string> {
  socket.write(bytes);
  let text = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString();
    const [, length] = /content-length: (\d+)/i.exec(text) ?? [];
    const end = text.indexOf('\r\n\r\n') + 4;
    if (end > 3 && text.length >= end + Number(length)) return text;
  }
}

/** The answer of the front, and that of the ordinary server, which a connection stays with once it has asked for something else. */
async function askBoth(sent: Sent): Promise<{ readonly front: string; readonly ordinary: string }> {
  const port = Number(new URL(server.url).port);
  const [fresh, handedOver] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  try {
    await answerOn(handedOver, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    return { front: await answerOn(fresh, bytesOf(sent)), ordinary: await answerOn(handedOver, bytesOf(sent)) };
  } finally {
    fresh.destroy();
    handedOver.destroy();
  }
}

function outcomeOf(answer: string): string {
  const [, name = ''] = /x-amzn-errortype: (\S+)/i.exec(answer) ?? [];
  return `${answer.slice(9, 12)} ${name}`.trim();
}

function sign(key: TestKey, changes: Partial<Parameters<typeof signRequest>[1]> = {}): Readonly<Record<string, string>> {
  return signRequest(key, { method: 'POST', host: HOST, path: pathOf(), body: BODY, ...changes });
}

describe('with keys in force the fast road checks what the ordinary server checks', () => {
  test('right signatures and secrets are served by the front itself', async () => {
    for (const headers of [sign(invoker), { authorization: `Bearer ${invoker.secret}` }]) {
      const { front, ordinary } = await askBoth({ headers });
      expect([outcomeOf(front), outcomeOf(ordinary)]).toEqual(['200', '200']);
      expect([front.includes(FROM_FRONT), ordinary.includes(FROM_FRONT)]).toEqual([true, false]);
      expect(front.endsWith('{"n": 1}')).toBe(true);
    }
  });

  test.each<readonly [string, () => Sent, string]>([
    ['no key', () => ({ headers: {} }), '403 MissingAuthenticationTokenException'],
    ['another body', () => ({ headers: sign(invoker), body: '{"n":2}' }), '403 InvalidSignatureException'],
    ['another function', () => ({ headers: sign(invoker), functionName: 'cold-one' }), '403 InvalidSignatureException'],
    ['another host', () => ({ headers: { ...sign(invoker), host: 'other' } }), '403 InvalidSignatureException'],
    ['another secret', () => ({ headers: sign({ ...invoker, secret: server.admin.secret }) }), '403 InvalidSignatureException'],
    ['another service', () => ({ headers: sign(invoker, { service: 'states' }) }), '403 InvalidSignatureException'],
    ['an old date', () => ({ headers: sign(invoker, { timeMs: Date.now() - 16 * 60_000 }) }), '403 InvalidSignatureException'],
    ['a header added', () => ({ headers: { ...sign(invoker), 'x-amz-log-type': 'None' } }), '403 InvalidSignatureException'],
    ['a bad secret', () => ({ headers: { authorization: 'Bearer none' } }), '403 UnrecognizedClientException'],
    ['half a signature', () => ({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } }), '403 IncompleteSignatureException'],
    [
      'a name left out',
      () => ({ headers: sign(invoker, { path: pathOf('cold-one') }), functionName: 'cold-one' }),
      '403 AccessDeniedException',
    ],
  ])('%s is refused on both roads', async (_what, sent, outcome) => {
    const { front, ordinary } = await askBoth(sent());
    expect([outcomeOf(front), outcomeOf(ordinary)]).toEqual([outcome, outcome]);
  });

  test('a revocation holds for the very next request of a connection, with signing keys at hand', async () => {
    const key = await server.issue({ role: 'invoker' });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    try {
      const bytes = bytesOf({ headers: sign(key) });
      for (let round = 0; round < 3; round += 1) expect(outcomeOf(await answerOn(socket, bytes))).toBe('200');
      await server.call(server.admin, 'DELETE', `/v1/keys/${key.id}`);
      expect(outcomeOf(await answerOn(socket, bytes))).toBe('403 UnrecognizedClientException');
    } finally {
      socket.destroy();
    }
  });
});

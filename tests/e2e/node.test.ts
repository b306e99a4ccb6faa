import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const HANDLER = `
exports.handler = async (event, context) => {
  if (event?.do === 'log') { console.log('one', { two: 2 }); process.stdout.write('raw\\n'); }
  if (event?.do === 'throw') throw new TypeError('no good');
  if (event?.do === 'exit') process.exit(3);
  if (event?.do === 'context') return { ...context, left: context.getRemainingTimeInMillis() > 0 };
  return event;
};
exports.callback = (event, context, callback) => setTimeout(() => callback(null, { called: event }), 5);
exports.nothing = async () => {};
`;

describe('a Node.js function behind the Lambda API', () => {
  let server: TestServer;
  const create = async (name: string, handler: string, files: Readonly<Record<string, string>>): Promise<void> => {
    await server.create(name, { files, handler, runtime: 'nodejs20.x' });
  };

  beforeAll(async () => {
    server = await startTestServer();
    await create('common', 'index.handler', { 'index.js': HANDLER });
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test.each(['{"a":["ü",null,1.5]}', '"x"', '[]', 'null'])('any JSON value passes unchanged (case %#)', async (body) => {
    expect((await server.invoke('common', body)).text).toBe(body);
  });

  test('console lines have time, request id and level; raw output stays raw; neither is in the result', async () => {
    const answer = await server.invoke('common', '{"do":"log"}', { 'x-amz-log-type': 'Tail' });
    expect(answer.text).toBe('{"do":"log"}');
    const log = Buffer.from(answer.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    expect(log).toMatch(/\n\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tINFO\tone \{ two: 2 \}\nraw\nEND /);
  });

  test('the context is complete as in Lambda', async () => {
    const { text, headers } = await server.invoke('common', '{"do":"context"}');
    const requestId = headers.get('x-amzn-requestid');
    expect(JSON.parse(text)).toMatchObject({
      functionName: 'common',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      awsRequestId: requestId,
      request_id: requestId,
      left: true,
    });
  });

  test('callbacks, nothing returned, and ES modules', async () => {
    await create('callback', 'index.callback', { 'index.js': HANDLER });
    expect((await server.invoke('callback', '1')).text).toBe('{"called":1}');
    await create('nothing', 'index.nothing', { 'index.js': HANDLER });
    expect((await server.invoke('nothing', '1')).text).toBe('null');
    await create('module', 'lib/main.run', {
      'lib/main.mjs': 'const two = await Promise.resolve(2);\nexport const run = async () => two;\n',
    });
    expect((await server.invoke('module', '1')).text).toBe('2');
  });

  test('errors have the shapes of Lambda', async () => {
    const thrown = await server.invoke('common', '{"do":"throw"}');
    expect(thrown.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(JSON.parse(thrown.text)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no good' });
    const gone = await server.invoke('common', '{"do":"exit"}');
    expect(JSON.parse(gone.text)).toMatchObject({ errorType: 'Runtime.ExitError' });
    await create('missing', 'index.absent', { 'index.js': HANDLER });
    expect(JSON.parse((await server.invoke('missing', '1')).text)).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });
});

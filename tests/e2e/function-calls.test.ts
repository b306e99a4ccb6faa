import { FUNCTION_CALL_DEPTH_MAX } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = `
def handler(event, context):
    if "call" in event:
        return [context.function_name, context.invoke(event["call"], event["with"])]
    if "fail" in event:
        raise ValueError("no good")
    return event

def many(event, context):
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(40) as pool:
        return list(pool.map(lambda number: context.invoke("callee", {"number": number})["number"], range(event)))

def deeper(event, context):
    return context.invoke("deeper", event + 1)

def flood(event, context):
    from os import write
    head = b'{"functionName":"callee"}'
    payload = (1).to_bytes(4, "little") + len(head).to_bytes(4, "little") + head + b"{}"
    channel = context._channel
    for number in range(event):
        channel.send(0x88, channel.invocation, payload)
    import time
    time.sleep(30)
`;
const NODE = 'exports.handler = async (event, context) => [context.functionName, await context.invoke(event.call, event.with)];';

describe('functions that call functions, from a sandbox without network', () => {
  let server: TestServer;
  const invoke = async (name: string, event: unknown): Promise<unknown> =>
    JSON.parse((await server.invoke(name, JSON.stringify(event))).text);

  beforeAll(async () => {
    server = await startTestServer();
    const files = { 'app.py': PYTHON };
    await server.create('callee', { files });
    await server.create('caller', { files, settings: { Tags: { 'skein:calls': 'nobody calle* caller *-nod*' }, Timeout: 10 } });
    await server.create('a-node-1', {
      files: { 'index.js': NODE },
      handler: 'index.handler',
      runtime: 'nodejs20.x',
      settings: { Tags: { 'skein:calls': 'caller' } },
    });
    await server.create('alone', { files });
    await server.create('deeper', { files, handler: 'app.deeper', settings: { Tags: { 'skein:calls': '*' }, Timeout: 30 } });
    await server.create('many', { files, handler: 'app.many', settings: { Tags: { 'skein:calls': 'callee' }, Timeout: 30 } });
    await server.create('flood', { files, handler: 'app.flood', settings: { Tags: { 'skein:calls': '*' }, Timeout: 10 } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('a nested call brings back what the other function returned, Python and Node.js mixed', async () => {
    const event = { call: 'a-node-1', with: { call: 'caller', with: { call: 'callee', with: { text: 'ü' } } } };
    expect(await invoke('caller', event)).toEqual(['caller', ['a-node-1', ['caller', { text: 'ü' }]]]);
  });

  test('each call is an invocation of its own, as the calling function', async () => {
    await invoke('caller', { call: 'callee', with: { marked: 1 } });
    const { invocations } = JSON.parse((await server.call('GET', '/v1/invocations?limit=50')).text) as {
      readonly invocations: readonly { readonly functionName: string; readonly principalId: string; readonly status: string }[];
    };
    expect(invocations).toContainEqual(
      expect.objectContaining({ functionName: 'callee', principalId: 'function:caller', status: 'SUCCEEDED' }),
    );
  });

  test('what the other function raised is raised in the caller', async () => {
    const answer = await invoke('caller', { call: 'callee', with: { fail: true } });
    expect(answer).toMatchObject({ errorType: 'InvokeError', errorMessage: 'ValueError: no good' });
  });

  test('a function that does not exist, and one that may not be called', async () => {
    expect(await invoke('caller', { call: 'nobody', with: {} })).toMatchObject({
      errorMessage: expect.stringContaining('function_not_found'),
    });
    for (const [name, called] of [
      ['caller', 'alone'],
      ['alone', 'callee'],
      ['a-node-1', 'callee'],
      ['caller', 'a-no'],
    ] as const) {
      const answer = await invoke(name, { call: called, with: {} });
      expect(answer, `${name} to ${called}`).toMatchObject({ errorMessage: expect.stringMatching(/skein:calls|call_not_allowed/) });
    }
  });

  test('forty calls at once are all answered', async () => {
    expect(await invoke('many', 40)).toEqual(Array.from({ length: 40 }, (_, number) => number));
  });

  test('a function that calls itself for ever is stopped', async () => {
    const answer = await invoke('deeper', 1);
    expect(JSON.stringify(answer)).toContain(`More than ${FUNCTION_CALL_DEPTH_MAX} functions have called each other`);
  });

  test('a sandbox that opens more calls than the protocol allows is destroyed', async () => {
    expect(await invoke('flood', 200)).toMatchObject({ errorType: 'Runtime.ProtocolError' });
    expect(await invoke('callee', { still: 'here' })).toEqual({ still: 'here' });
  });
});

import { SkeinClient } from '@skein/client';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newDataDir, startSkein } from './support/second-skein.ts';

// Simulated clouds take the time that they simulate.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const CLOUDS = ['simulated-aws', 'simulated-gcp', 'simulated-azure'] as const;

const PYTHON = `
import asyncio, decimal, json, time

class Odd(Exception):
    def __str__(self):
        raise RuntimeError("no text")

def answer(event, context):
    what = event.get("what") if isinstance(event, dict) else None
    if what == "raise":
        raise ValueError("no good: ü \\"quoted\\"")
    if what == "raise odd":
        raise Odd()
    if what == "unwritable":
        return {1, 2}
    if what == "not a number":
        return float("nan")
    if what == "decimal":
        return decimal.Decimal("1.50")
    if what == "bytes":
        return b'{"as": "it is"}'
    if what == "surrogate":
        return "\\ud800"
    if what == "nothing":
        return None
    if what == "print":
        print("no end", end="")
        return "printed"
    if what == "time":
        left = context.get_remaining_time_in_millis()
        return [0 < left <= 5000, context.function_name, context.memory_limit_in_mb, len(context.aws_request_id) > 10]
    return event

async def later(event, context):
    await asyncio.sleep(0.01)
    return answer(event, context)

def handler(event, context):
    return later(event, context) if isinstance(event, dict) and event.get("later") else answer(event, context)
`;

const NODE = `
function answer(event, context) {
  switch (event?.what) {
    case 'raise': throw new TypeError('no good: ü "quoted"');
    case 'raise text': throw 'only text';
    case 'unwritable': return 1n;
    case 'nothing': return undefined;
    case 'not a number': return NaN;
    case 'print': process.stdout.write('no end'); return 'printed';
    case 'time': {
      const left = context.getRemainingTimeInMillis();
      return [left > 0 && left <= 5000, context.functionName, context.memoryLimitInMB, context.awsRequestId.length > 10];
    }
    default: return event;
  }
}
export const handler = (event, context, callback) => {
  if (event?.later) return new Promise((resolve) => setTimeout(resolve, 10)).then(() => answer(event, context));
  if (event?.callback) { callback(null, 'called back'); return; }
  if (event?.succeed) { context.succeed('succeeded'); return; }
  try { callback(null, answer(event, context)); } catch (error) { callback(error); }
};
`;

/** Events, as texts, so that nothing on the way here changes them. */
const EVENTS = [
  '{}',
  'null',
  'true',
  '""',
  '[]',
  '-0.5',
  '1e21',
  '12345678901234567890',
  '"ü \\"quoted\\" \\\\ \\n 日本 \\u0000 \\ud83d\\ude00"',
  '{"later":true,"text":"it\'s \\"so\\""}',
  '{"nested":{"a":[{"b":{}}]},"":{"__proto__x":1}}',
  '{"what":"raise"}',
  '{"what":"raise","later":true}',
  '{"what":"unwritable"}',
  '{"what":"nothing"}',
  '{"what":"not a number"}',
  '{"what":"print"}',
  '{"what":"time"}',
];
const PYTHON_EVENTS = ['{"what":"raise odd"}', '{"what":"decimal"}', '{"what":"bytes"}', '{"what":"surrogate"}'];
const NODE_EVENTS = ['{"what":"raise text"}', '{"callback":true}', '{"succeed":true}'];

let client: SkeinClient;
let dataDir = '';
let close: () => Promise<void>;

async function start(): Promise<void> {
  const skein = await startSkein(dataDir);
  client = new SkeinClient(skein.url);
  close = () => skein.close();
}

beforeAll(async () => {
  dataDir = await newDataDir();
  await start();
});

async function create(name: string, runtime: string, handler: string, files: Readonly<Record<string, string>>): Promise<void> {
  await client.functions.create({ name, zip: await packFiles(files), runtime, handler, memoryMb: 2048, timeoutSeconds: 5 });
  await client.functions.waitUntilReady(name);
}

/** What a caller sees of a call, without what differs from call to call. */
async function call(name: string, event: string): Promise<unknown> {
  const { body, functionError } = await client.invoke(name, Buffer.from(event));
  const document: unknown = JSON.parse(body.toString());
  if (functionError === undefined) return document;
  const { requestId, stackTrace, trace, ...rest } = document as Record<string, unknown>;
  const ownLines = (stackTrace as string[] | undefined)?.map((line) => line.replace(/File ".*\//, 'File "'));
  return { functionError, ...rest, ownLines, requestId: typeof requestId, trace: Array.isArray(trace) };
}

interface Language {
  readonly runtime: string;
  readonly handler: string;
  readonly files: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { runtime: 'python3.11', handler: 'app.handler', files: { 'app.py': PYTHON }, events: [...EVENTS, ...PYTHON_EVENTS] },
  { runtime: 'nodejs24.x', handler: 'own/index.handler', files: { 'own/index.mjs': NODE }, events: [...EVENTS, ...NODE_EVENTS] },
];

describe.each(LANGUAGES)('the user writes one Lambda-style handler; `packaging` wraps it per provider: $runtime', (language) => {
  const { runtime, handler, files, events } = language;
  const name = runtime.slice(0, 6);
  const here = new Map<string, unknown>();

  beforeAll(async () => {
    await create(name, runtime, handler, files);
    for (const event of events) here.set(event, await call(name, event));
  });
  afterAll(() => client.sky.unplace(name));

  it.each(CLOUDS)('on %s it answers as it does here, to the character, whether it returns, waits, or raises', async (cloud) => {
    expect((await client.sky.place(name, { providers: [cloud] })).failures).toEqual([]);
    for (const event of events) expect([event, await call(name, event)]).toEqual([event, here.get(event)]);
  });

  it.each(CLOUDS)('on %s its wrapper prints what the call used, and the bill says so', async (cloud) => {
    await client.sky.place(name, { providers: [cloud] });
    const { log, invocationId } = await client.invoke(name, Buffer.from('{"what":"print"}'), { withLog: true });
    const printed = log?.split('\n').find((line) => line.startsWith('{"type"')) ?? '{}';
    expect(JSON.parse(printed)).toMatchObject({ type: 'skein.usage', durationMs: expect.any(Number), processorMs: expect.any(Number) });
    if (cloud === 'simulated-aws') {
      const entry = (await client.sky.ledger(name, 10)).entries.find((each) => each.invocationId === invocationId);
      expect(entry?.bill).toMatchObject({ pending: false });
    }
  });
});

/** A module that reads a file beside it as Lambda allows, and imports one with a name that the other platforms give a meaning. */
const READS = `
import os, main, azure.own, google.own
def handler(event, context):
    with open("data.txt") as relative, open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "data.txt")) as whole:
        return [relative.read(), whole.read(), main.NAME, azure.own.NAME, google.own.NAME, event]
`;
const NODE_READS = `
const { readFileSync } = require('node:fs');
exports.handler = async (event) => {
  const files = ['data.txt', process.env.LAMBDA_TASK_ROOT + '/data.txt'];
  return [require('own'), ...files.map((file) => readFileSync(file, 'utf8')), event];
};
`;
const OWN = { 'azure/own.py': 'NAME = "my azure"', 'google/own.py': 'NAME = "my google"', 'data.txt': 'data' };

describe('a package with names that a platform gives a meaning runs everywhere', () => {
  it.each([
    ['main', 'python3.11', 'main.handler', { 'main.py': 'handler = lambda e, c: e', 'function_app.py': '', 'host.json': '{}' }],
    [
      'package',
      'python3.11',
      'main.handler',
      { 'main/__init__.py': 'from .sub import handler', 'main/sub.py': 'handler = lambda e, c: e' },
    ],
    ['reads', 'python3.11', 'app.handler', { 'app.py': READS, 'main.py': 'NAME = "my main"', ...OWN }],
    [
      'commonjs',
      'nodejs24.x',
      'index.handler',
      { 'index.js': 'exports.handler = async (e) => e', 'host.json': '{}', 'function.json': '{' },
    ],
    ['module', 'nodejs24.x', 'index.handler', { 'index.js': 'export const handler = async (e) => e', 'package.json': '{"type":"module"}' }],
    ['required', 'nodejs24.x', 'index.handler', { 'index.js': NODE_READS, 'node_modules/own/index.js': 'module.exports = "mine"', ...OWN }],
  ])('%s', async (name, runtime, handler, files) => {
    await create(name, runtime, handler, files);
    const here = await call(name, '{"a":1}');
    expect(here).not.toHaveProperty('functionError');
    for (const cloud of CLOUDS) {
      expect((await client.sky.place(name, { providers: [cloud] })).failures).toEqual([]);
      expect([cloud, await call(name, '{"a":1}')]).toEqual([cloud, here]);
    }
    await client.sky.unplace(name);
  });
});

describe('code that cannot be loaded', () => {
  it.each(CLOUDS)('gives on %s the error that it gives here', async (cloud) => {
    const name = `broken-${cloud}`;
    await create(name, 'python3.11', 'app.handler', { 'app.py': 'import nowhere_at_all\n' });
    const expected = await call(name, '{}');
    await client.sky.place(name, { providers: [cloud] });
    expect(await call(name, '{}')).toEqual(expected);
    await client.sky.unplace(name);
  });
});

it('new code is what runs after it was deployed, and a server that starts again finds what was deployed', async () => {
  await create('changing', 'python3.11', 'app.handler', { 'app.py': 'handler = lambda e, c: 1' });
  await client.sky.place('changing', { providers: ['simulated-gcp'] });
  expect(await call('changing', '{}')).toBe(1);
  await client.functions.updateCode('changing', await packFiles({ 'app.py': 'handler = lambda e, c: 2' }));
  await client.functions.waitUntilReady('changing');
  await client.sky.place('changing', { providers: ['simulated-gcp'] });
  expect(await call('changing', '{}')).toBe(2);
  await close();
  await start();
  const { invocationId, body } = await client.invoke('changing', Buffer.from('{}'));
  expect(body.toString()).toBe('2');
  const { entries } = await client.sky.ledger('changing', 1);
  expect(entries).toMatchObject([{ invocationId, provider: 'simulated-gcp', status: 'succeeded' }]);
});

it('where sandboxes are simulated as well, and run no code, a call is answered all the same', async () => {
  const skein = await startSkein(await newDataDir(), { SKEIN_DRIVER: 'simulated' });
  const other = new SkeinClient(skein.url);
  const zip = await packFiles({ 'app.py': '' });
  await other.functions.create({ name: 'nothing', zip, runtime: 'python3.11', handler: 'app.handler', memoryMb: 512, timeoutSeconds: 5 });
  await other.functions.waitUntilReady('nothing');
  await other.sky.place('nothing', { providers: ['simulated-gcp'] });
  const { body, functionError } = await other.invoke('nothing', Buffer.from('{"a":1}'));
  expect(functionError).toBeUndefined();
  expect(JSON.parse(body.toString())).toMatchObject({ simulated: true, event: '{"a":1}' });
  await skein.close();
});

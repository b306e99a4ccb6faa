import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTaskClient } from '../support/task-client.ts';
import type { TaskClient } from '../support/task-client.ts';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SKEIN = path.join(ROOT, 'packages/cli/bin/skein.mjs');
const PYTHON_BLOCK = /^```python\n(.*?)^```$/gms;

let server: TestServer;
let client: TaskClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'skein-tasks-example-'));
  server = await startTestServer();
  client = await openTaskClient();
}, 240_000);

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('the example tasks', () => {
  test('does what its README says', { timeout: 240_000 }, async () => {
    const readme = await readFile(path.join(ROOT, 'examples/tasks/README.md'), 'utf8');
    const [, program = ''] = /^python3 (.*)$/m.exec(readme) ?? [];
    expect(await client.run(path.join(ROOT, program), [], { SKEIN_ENDPOINT: server.url })).toMatch(
      /^100 tasks with 20000 darts each: pi is about 3\.1\d+$/m,
    );
  });
});

describe('sdk/python', () => {
  test('what its README shows runs as it stands there', { timeout: 240_000 }, async () => {
    const readme = await readFile(path.join(ROOT, 'sdk/python/README.md'), 'utf8');
    const blocks = [...readme.matchAll(PYTHON_BLOCK)].map(([, block = '']) => block);
    expect(blocks).toHaveLength(2);
    const text = blocks.join('\n').replace('http://127.0.0.1:8080', server.url).replace('Client(key="...")', 'Client()');
    const program = path.join(folder, 'readme.py');
    await writeFile(program, text);
    const lines = (await client.run(program, [], { SKEIN_ENDPOINT: server.url })).trimEnd().split('\n');
    expect(lines).toEqual(['42', '999000', ...Array.from({ length: 1_000 }, (_, n) => `COMPLETED ${2 * n}`)]);
  });

  test('pip installs it', { timeout: 240_000 }, async () => {
    // A copy, because building leaves files beside the sources.
    const copy = path.join(folder, 'sdk');
    await cp(path.join(ROOT, 'sdk/python'), copy, { recursive: true });
    const target = path.join(folder, 'installed');
    await promisify(execFile)('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, copy]);
    const question = 'import skein_faas; print(skein_faas.__file__, skein_faas.SkeinExecutor.__name__)';
    const program = path.join(folder, 'where.py');
    await writeFile(program, question);
    expect(await client.run(program, [], { PYTHONPATH: target })).toBe(`${target}/skein_faas/__init__.py SkeinExecutor\n`);
  });
});

test('`skein setup tasks` installs dill and cloudpickle into the data folder, also when two do it at once', async () => {
  const env = { ...process.env, SKEIN_DATA: path.join(folder, 'data'), DB_PATH: undefined };
  const printed = await Promise.all([1, 2].map(() => promisify(execFile)(process.execPath, [SKEIN, 'setup', 'tasks'], { env })));
  for (const { stdout } of printed) expect(stdout).toMatch(/^dill and cloudpickle are in .*\/data\/task-libraries\/[0-9a-f]{16}\.$/m);
}, 240_000);

const WITH_KEY = `
import os
from skein_faas import Client, ServerError, SkeinExecutor
try:
    Client(key="unknown").register(abs)
except ServerError as error:
    print(error.status)
client = Client()
print(client.result(client.submit(client.register(abs), -3), timeout=60))
with SkeinExecutor(key=os.environ["SKEIN_KEY"]) as executor:
    print(executor.submit(abs, -4).result())
`;

test('skein_faas sends its key as Bearer, given or from SKEIN_KEY', { timeout: 240_000 }, async () => {
  await using keyed = await startTestServer();
  const { secret } = JSON.parse((await keyed.call('POST', '/v1/keys', { role: 'admin' })).text) as { secret: string };
  const program = path.join(folder, 'with_key.py');
  await writeFile(program, WITH_KEY);
  expect(await client.run(program, [], { SKEIN_ENDPOINT: keyed.url, SKEIN_KEY: secret })).toBe('401\n3\n4\n');
});

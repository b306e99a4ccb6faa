import { expect, test } from 'vitest';
import { openTaskClient } from '../support/task-client.ts';
import { startTestServer } from '../support/test-server.ts';

test(
  'the course-style client over plain HTTP with dill: double(n) for 1,000 random n, exceptions, kwargs, tuples, bytes, lambdas',
  { timeout: 240_000 },
  async () => {
    await using server = await startTestServer();
    await using client = await openTaskClient();
    const seen: unknown = JSON.parse(await client.run('tests/e2e/programs/plain_http_client.py', [server.url]));
    expect(seen).toEqual({
      doubled: 1_000,
      exception: ['FAILED', 'ValueError', 'no ü good'],
      kwargs: ['COMPLETED', 'a+b+c=1'],
      tuple: ['COMPLETED', true],
      bytes: ['COMPLETED', true],
      closure: ['COMPLETED', 42],
      generator: ['FAILED', 'TypeError'],
      arguments: ['FAILED', 'TypeError'],
      mine: ['FAILED', 'RuntimeError', 'Mine: left and right'],
      exit: ['FAILED', 'SystemExit'],
    });
  },
);

const SEEN_BY_EXECUTOR = {
  doubled: true,
  chunks: true,
  lambdas: true,
  kwargs: 'a+b+c=1',
  types: true,
  error: ["ValueError('no good')", true, true],
  'unserialisable result': 'TypeError',
  'unserialisable argument': 'TypeError',
  'too large': 'ServerError',
  neighbours: [0, 2, 4],
  cancel: [true, true, 6, 1, false],
  client: true,
  statuses: ['COMPLETED'],
  result: 42,
  'unknown function': [404, 'function_not_found'],
  'twelve seconds': [12, true],
  'after shutdown': 'cannot schedule new futures after shutdown',
};

test.each(['cloudpickle', 'dill'])(
  'through skein_faas with %s: submit, map in batches, results, exceptions with the remote traceback, cancel, a 12 s task',
  { timeout: 240_000 },
  async (serializer) => {
    // One at a time besides the long one, so that what is to be cancelled still waits.
    await using server = await startTestServer({ TASK_CONCURRENCY: '2' });
    await using client = await openTaskClient();
    const seen: unknown = JSON.parse(await client.run('tests/e2e/programs/executor_client.py', [server.url, serializer]));
    expect(seen).toEqual(SEEN_BY_EXECUTOR);
  },
);

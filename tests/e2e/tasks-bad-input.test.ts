import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openTaskClient } from '../support/task-client.ts';
import { startTestServer } from '../support/test-server.ts';

test(
  'bad input: a malformed pickle, one that runs os.system, unserialisable results, functions that end their process',
  { timeout: 240_000 },
  async () => {
    await using server = await startTestServer();
    await using client = await openTaskClient();
    const mark = path.join(tmpdir(), `skein-escaped-${randomUUID()}`);
    const seen = JSON.parse(await client.run('tests/e2e/programs/bad_input_client.py', [server.url, mark])) as Record<string, unknown>;
    expect(seen).toEqual({
      cut: 400,
      'not callable': [400, expect.stringContaining('cannot be called: it is of type int')],
      'shell in function': [400, expect.stringContaining('cannot be called: it is of type int')],
      'unknown module': [400, expect.stringContaining('no_such_module')],
      endless: 400,
      python: 400,
      'cut arguments': ['FAILED', expect.stringMatching(/Error$/)],
      'arguments of no pair': ['FAILED', 'TypeError'],
      'positional arguments of no list': ['FAILED', 'TypeError'],
      // In the sandbox the command may run; it gives back its exit status.
      'shell in arguments': ['COMPLETED', 7 * 256],
      exit: ['FAILED', 'RuntimeError', expect.stringContaining('exit status 3')],
      kill: ['FAILED', 'RuntimeError', 'Its sandbox was lost 3 times.'],
      memory: ['FAILED', 'MemoryError'],
      time: ['FAILED', 'TimeoutError'],
      'large result': ['FAILED', 'RuntimeError'],
      fork: ['COMPLETED', "the parent's"],
      afterwards: ['COMPLETED', 'still here'],
      // Nothing outside moves, unless the driver isolates nothing.
      mark: server.driver === 'process',
    });
  },
);

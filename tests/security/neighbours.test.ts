import { DRIVER_NAMES } from '@skein/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';
import { hostileFiles } from './support/hostile-files.ts';
import { compareLatencies, measureCalls } from './support/latency.ts';
import { whyNot } from './support/why-not.ts';

const TIMEOUT = { timeout: 120_000 };
const QUIET_MS = 1000;
const ATTACK_SECONDS = 3;
const ISOLATING = DRIVER_NAMES.filter((name) => name !== 'process');

/** What each attack takes, as `hostile/hogs.py` names it, and how its call ends. */
const ATTACKS = [
  ['fork bomb', 'fork_bomb'],
  ['fill memory', 'memory'],
  ['fill /tmp', 'temporary'],
  ['fill the log', 'log'],
  ['take the whole processor', 'processor'],
  ['fill the buffers of connections', 'socket_buffers'],
  ['start threads without end', 'threads'],
] as const;

for (const driver of ISOLATING) {
  const reason = await whyNot(driver);
  const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;

  describe.skipIf(reason)(`Escape suite under each isolating driver, the neighbour function goes on answering: ${driver}${skipped}`, () => {
    let server: TestServer;
    const askNeighbour = async (): Promise<void> => {
      const { status, text } = await server.invoke('neighbour', '{"asked":true}');
      expect([status, text]).toEqual([200, '{"asked": true}']);
    };

    beforeAll(async () => {
      server = await startTestServer({ SKEIN_DRIVER: driver });
      const files = await hostileFiles();
      await server.create('neighbour', { files, handler: 'neighbour.handler' });
      await server.create('hog', { files, handler: 'hogs.handler', settings: { Timeout: ATTACK_SECONDS, MemorySize: 1024 } });
      await askNeighbour();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test.each(ATTACKS)('%s', TIMEOUT, async (name, take) => {
      const quiet = await measureCalls(askNeighbour, QUIET_MS);
      const attack = server.invoke('hog', JSON.stringify({ take }));
      const meanwhile = await measureCalls(askNeighbour, ATTACK_SECONDS * 1000);
      const { errorType } = JSON.parse((await attack).text) as { errorType?: string };
      console.info(compareLatencies(`${driver}, ${name} (${errorType})`, quiet, meanwhile));
      expect(errorType).toMatch(/^(Sandbox\.Timedout|Runtime\.OutOfMemory|Runtime\.ExitError)$/);
      await askNeighbour();
    });
  });
}

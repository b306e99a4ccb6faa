import { DRIVER_NAMES } from '@skein/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';
import { hostileFiles } from './support/hostile-files.ts';
import { compareLatencies, measureCalls } from './support/latency.ts';
import { processorUses } from './support/processor-use.ts';
import type { ProcessorUse } from './support/processor-use.ts';
import { whyNot } from './support/why-not.ts';

const TIMEOUT = { timeout: 120_000 };
const QUIET_MS = 1000;
const ATTACK_SECONDS = 3;
/** When an attack is looked at: its end takes what it used with it. */
const LOOK_AFTER_MS = 2_500;
/** A sandbox may use one core; some of what it used in its last moments is counted late. */
const CORES_MAX = 1.25;
/** Who used that much stands behind others, who have a weight that nobody behind has. */
const CORES_BEHIND = 0.8;
const WEIGHT_BEHIND_MAX = 579;
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

/** Nobody used more than a core, and who used nearly that stands behind. */
function expectFairShares(before: readonly ProcessorUse[], after: readonly ProcessorUse[], elapsedMs: number): void {
  for (const { sandbox, usedMs, weight } of after) {
    const cores = (usedMs - (before.find((use) => use.sandbox === sandbox)?.usedMs ?? usedMs)) / elapsedMs;
    expect(cores).toBeLessThan(CORES_MAX);
    if (cores > CORES_BEHIND) expect(weight).toBeLessThan(WEIGHT_BEHIND_MAX + 1);
  }
}

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
      const uses = await processorUses();
      const startedMs = performance.now();
      const meanwhile = await measureCalls(askNeighbour, LOOK_AFTER_MS);
      expectFairShares(uses, await processorUses(), performance.now() - startedMs);
      const { errorType } = JSON.parse((await attack).text) as { errorType?: string };
      console.info(compareLatencies(`${driver}, ${name} (${errorType})`, quiet, meanwhile));
      expect(errorType).toMatch(/^(Sandbox\.Timedout|Runtime\.OutOfMemory|Runtime\.ExitError)$/);
      await askNeighbour();
    });
  });
}

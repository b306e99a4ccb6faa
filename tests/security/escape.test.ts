import { access } from 'node:fs/promises';
import { DRIVER_NAMES, ESCAPE_ATTEMPTS } from '@skein/sandbox';
import type { EscapeAttempt } from '@skein/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage } from './support/escape-stage.ts';
import type { EscapeStage } from './support/escape-stage.ts';
import { limitsHere } from './support/limits-here.ts';
import { whyNot } from './support/why-not.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 120_000 };
const NAMED = ESCAPE_ATTEMPTS.map((row) => [row.attempt, row] as const);
const needsControlGroups = ([, { underProcess }]: (typeof NAMED)[number]): boolean => underProcess === 'without control groups';
const ISOLATING = DRIVER_NAMES.filter((name) => name !== 'process');

for (const driver of ISOLATING) {
  const reason = await whyNot(driver);
  const { controlGroups, memoryMb } = await limitsHere(driver);
  const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;

  describe.skipIf(reason)(`Escape suite under each isolating driver, every attempt fails: ${driver}${skipped}`, () => {
    let stage: EscapeStage;

    beforeAll(async () => {
      stage = await openStage(driver, memoryMb);
    });
    afterAll(() => stage[Symbol.asyncDispose]());

    const expectToFail = async (attempt: EscapeAttempt): Promise<void> => {
      const { outcome, detail } = await stage.attempt(attempt);
      expect(outcome, detail).not.toBe('succeeded');
      expect(stage.world.victim.wasSignalled).toBe(false);
    };
    const [ofGroups, others] = [NAMED.filter(needsControlGroups), NAMED.filter((row) => !needsControlGroups(row))];

    test.each(others)('%s', TIMEOUT, async (_name, attempt) => await expectToFail(attempt));

    test.skipIf(!controlGroups).each(ofGroups)(`%s${controlGroups ? '' : ' (needs control groups)'}`, TIMEOUT, async (_name, attempt) => {
      await expectToFail(attempt);
    });

    test('signal everybody there is: nobody is there', TIMEOUT, async () => {
      expect((await stage.server.invoke('hostile', '{"signal":"everybody"}')).text).toBe('"nobody is there"');
      expect(stage.world.victim.wasSignalled).toBe(false);
    });

    test('leave symbolic links behind: they lead the end of the sandbox nowhere', TIMEOUT, async () => {
      const { secretFile } = stage.world.facts;
      expect((await stage.server.invoke('roomy', JSON.stringify({ link: stage.world.folder }))).text).toBe('"linked"');
      await stage.server.call('DELETE', '/2015-03-31/functions/roomy');
      await stage.server[Symbol.asyncDispose]();
      await expect(access(secretFile)).resolves.toBeUndefined();
    });
  });
}

import { randomUUID } from 'node:crypto';
import { SANDBOX_START_MAX_MS } from '@skein/contracts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Sandbox } from '../src/index.ts';
import { openDriver } from './support/driver-fixture.ts';
import { interpreterOf } from './support/interpreters.ts';

test('SANDBOX_START_MAX_MS: a runtime that never says it is ready is waited for up to the limit, and given up at it', async () => {
  // The runtime of these tests speaks another protocol: it starts, and sends no READY.
  const driver = await openDriver('process');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let ended = false;
  const started = Sandbox.start(driver, { id: randomUUID(), interpreter: interpreterOf('python'), network: 'none' });
  const refusal = started.then(
    () => undefined,
    (error: unknown) => {
      ended = true;
      return error;
    },
  );
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(SANDBOX_START_MAX_MS - 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await refusal).toMatchObject({
    code: 'sandbox_failed',
    message: expect.stringContaining(`no READY within ${SANDBOX_START_MAX_MS} ms`),
  });
});

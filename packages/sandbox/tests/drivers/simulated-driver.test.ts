import { expect, test } from 'vitest';
import { createSimulatedDriver } from '../../src/drivers/simulated/index.ts';
import type { SimulatedOptions } from '../../src/drivers/simulated/index.ts';
import { Sandbox } from '../../src/index.ts';
import type { Interpreter, SandboxAnswer } from '../../src/index.ts';

const INTERPRETER: Interpreter = { family: 'python', version: '3.11', fullVersion: '3.11.2', executablePath: '/python', requiredDirs: [] };
const CODE = { codeDir: '/code', memoryMb: 128, ephemeralStorageMb: 512 };
const INIT = {
  handler: 'the.handler',
  environment: {},
  functionName: 'f',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn',
  memoryMb: 128,
  logGroup: 'group',
  logStream: 'stream',
  maxResponseBytes: 1_000,
};
const REQUEST_ID = '00000000-0000-4000-8000-000000000001';

async function startWith(options: Partial<SimulatedOptions>): Promise<Sandbox> {
  return await Sandbox.start(createSimulatedDriver(options), { id: 'one', interpreter: INTERPRETER, network: 'none' }, options.clock);
}

function call(sandbox: Sandbox, event: object): Promise<SandboxAnswer> {
  return sandbox.invoke({
    requestId: REQUEST_ID,
    deadlineMs: 1,
    extras: '{}',
    event: Buffer.from(JSON.stringify(event)),
    timeoutMs: 200,
    answerCall: () => Promise.reject(new Error('a simulated function calls no other')),
  });
}

test('a simulated sandbox speaks the protocol and answers with what it was asked', async () => {
  const sandbox = await startWith({});
  expect((await sandbox.initialise(CODE, INIT, 1_000)).kind).toBe('initialised');
  const { kind, payload, log } = await call(sandbox, { name: 'world' });
  expect(kind).toBe('result');
  expect(JSON.parse(payload.toString())).toEqual({
    simulated: true,
    requestId: REQUEST_ID,
    handler: 'the.handler',
    sandboxId: 'one',
    event: '{"name":"world"}',
  });
  expect(log.toString()).toBe(`${REQUEST_ID}\n`);
  expect((await call(sandbox, { fails: true })).kind).toBe('error');
  expect((await call(sandbox, { sleepMs: 10_000 })).kind).toBe('timeout');
  expect(sandbox.alive).toBe(false);
  await sandbox.exited;
});

test('a simulated sandbox that lies is found out: no answer but its own is ever taken for one', async () => {
  const kinds = new Set<string>();
  // Goes through all faults: the choice between them is the second number that is asked for.
  for (let share = 0; share < 1; share += 0.02) {
    let asked = 0;
    const random = (): number => (asked++ % 2 === 0 ? 0 : share);
    const sandbox = await startWith({ random, faults: { start: 0, load: 0, call: 1, delayMaxMs: 0 } });
    await sandbox.initialise(CODE, INIT, 1_000);
    const { kind, payload } = await call(sandbox, {});
    kinds.add(kind);
    if (kind === 'result') expect(JSON.parse(payload.toString())).toMatchObject({ requestId: REQUEST_ID });
    await sandbox.destroy();
  }
  expect(kinds).toEqual(new Set(['error', 'result', 'exit', 'out_of_memory', 'timeout', 'protocol']));
});

test.each([0, 0.2, 0.5, 0.7, 0.9])('a sandbox that was simulated not to start well is refused or found dead: %f', async (share) => {
  const numbers = [0, share];
  const options = { random: () => numbers.shift() ?? 0, faults: { start: 1, load: 0, call: 0, delayMaxMs: 0 } };
  const started = await startWith({ ...options, clock: impatientClock() }).catch((error: unknown) => error);
  if (!(started instanceof Sandbox)) {
    expect(started).toMatchObject({ code: 'sandbox_failed' });
    return;
  }
  await started.exited;
  expect(started.alive).toBe(false);
});

test('what failed to start is gone when its start is refused: its memory is free again', async () => {
  // It speaks another version of the protocol, and every step takes some time, its end too.
  const numbers = [0, 0.7];
  const driver = createSimulatedDriver({ random: () => numbers.shift() ?? 0.5, faults: { start: 1, load: 0, call: 0, delayMaxMs: 60 } });
  const start = Sandbox.start(driver, { id: 'one', interpreter: INTERPRETER, network: 'none' });
  await expect(start).rejects.toMatchObject({ code: 'sandbox_failed' });
  expect(driver.present.size).toBe(0);
});

/** Does not wait for what takes long. */
function impatientClock(): SimulatedOptions['clock'] {
  return {
    monotonicMs: () => performance.now(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, Math.min(delayMs, 50));
      return () => clearTimeout(timer);
    },
  };
}

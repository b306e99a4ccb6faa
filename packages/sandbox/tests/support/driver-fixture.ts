import { randomUUID } from 'node:crypto';
import { toSkeinError } from '@skein/contracts';
import { onTestFinished } from 'vitest';
import { createBubblewrapDriver } from '../../src/drivers/bubblewrap/bubblewrap-driver.ts';
import { createDriver } from '../../src/index.ts';
import type { DriverName, DriverOptions, SandboxCode, SandboxDriver, SandboxProcess, StartRequest } from '../../src/index.ts';
import type { MachinePart } from '../../src/launcher/launcher-messages.ts';
import { Conversation } from './conversation.ts';
import { codeOf, temporaryFolder } from './folders.ts';
import { interpreterOf } from './interpreters.ts';
import { silentLogger, TEST_RUNTIMES } from './test-runtimes.ts';

export interface DriverSetup {
  readonly options?: Partial<DriverOptions>;
  /** Parts of the machine the bubblewrap driver is not to use. */
  readonly without?: readonly MachinePart[];
}

/** A driver for one test, closed after it. */
export async function openDriver(name: DriverName, { options = {}, without = [] }: DriverSetup = {}): Promise<SandboxDriver> {
  const dataDir = await temporaryFolder();
  const full: DriverOptions = {
    runtimes: TEST_RUNTIMES,
    dataDir,
    temporaryDir: dataDir,
    cpu: 'one-core',
    logger: silentLogger,
    ...options,
  };
  const driver = name === 'bubblewrap' ? await createBubblewrapDriver(full, without) : await createDriver(name, full);
  onTestFinished(async () => await driver.close());
  return driver;
}

export interface Talking {
  readonly sandbox: SandboxProcess;
  readonly conversation: Conversation;
}

/** Starts a sandbox whose runtime does what the conversation tells it. */
export async function startTalking(driver: SandboxDriver, request: Partial<StartRequest> = {}): Promise<Talking> {
  const sandbox = await driver.start({ id: randomUUID(), interpreter: interpreterOf('python'), network: 'none', ...request });
  return { sandbox, conversation: await Conversation.with(sandbox) };
}

/** Starts a sandbox and gives it code, as the pool does. */
export async function startFunction(driver: SandboxDriver, code?: SandboxCode, request: Partial<StartRequest> = {}): Promise<Talking> {
  const given = code ?? (await codeOf({ 'function.py': 'answer = 42' }));
  const talking = await startTalking(driver, driver.takesCodeLater ? request : { ...request, code: given });
  await talking.sandbox.specialise(given);
  return talking;
}

/** Why bubblewrap cannot be used here, or false. */
export async function bubblewrapMissing(): Promise<string | false> {
  try {
    const driver = await createBubblewrapDriver({ runtimes: TEST_RUNTIMES, dataDir: '/tmp', cpu: 'one-core', logger: silentLogger });
    await driver.close();
    return false;
  } catch (error) {
    return toSkeinError(error).message;
  }
}

/** For the name of a test that is skipped. */
export function because(reason: string | false): string {
  return reason === false ? '' : ` (skipped: ${reason})`;
}

import { NODE_FLAGS, RUNTIMES_DIR } from '@skein/runtimes';
import { SIMULATED_DRIVER, Sandbox, SandboxPool, createDriver, findInterpreters, selectInterpreter } from '@skein/sandbox';
import type {
  DriverLogger,
  DriverName,
  DriverOptions,
  Interpreter,
  InterpretersByFamily,
  PoolRequest,
  SandboxDriver,
} from '@skein/sandbox';
import { SkeinError } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import type { InterpreterChoice } from '@skein/worker';
import type { Settings } from './settings.ts';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';

/** Drivers in the order in which they are tried when the operator names none. */
const PREFERENCE: readonly DriverName[] = ['bubblewrap', 'process'];

/** A driver that works here, the interpreters it can use, and why a better driver was passed over. */
export interface Sandboxes {
  readonly driver: SandboxDriver;
  readonly interpreters: InterpretersByFamily;
  readonly notices: readonly string[];
}

/** Opens the driver the operator named, or else the best one that works. Rejects with `driver_unavailable`. */
export async function openSandboxes(settings: Settings, logger: DriverLogger): Promise<Sandboxes> {
  const notices: string[] = [];
  for (const name of settings.driver === undefined ? PREFERENCE : [settings.driver]) {
    try {
      const opened = await openDriver(name, settings, logger);
      notices.push(...noticesOf(opened.driver));
      return { ...opened, notices };
    } catch (error) {
      if (settings.driver !== undefined) throw error;
      notices.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new SkeinError('driver_unavailable', { driver: PREFERENCE.join(', '), reason: notices.join(' ') });
}

function noticesOf({ name, isolating }: SandboxDriver): string[] {
  if (name === SIMULATED_DRIVER) return ['The simulated driver runs no code: every function answers with what it was asked.'];
  return isolating ? [] : [`The ${name} driver isolates nothing: functions run as this user. Use it for development only.`];
}

/** Opens a driver and runs a sandbox with it once: what cannot do that is of no use. */
async function openDriver(name: DriverName, settings: Settings, logger: DriverLogger): Promise<Omit<Sandboxes, 'notices'>> {
  const driver = await createDriver(name, driverOptions(settings, logger));
  try {
    const interpreters = await findInterpreters({
      forOtherUsers: driver.runsAsOtherUsers,
      isolating: driver.isolating,
      places: settings.interpreterPlaces,
    });
    const interpreter = firstUsable(interpreters);
    if (interpreter === undefined)
      throw new SkeinError('driver_unavailable', { driver: name, reason: 'no Python or Node.js can be used in it.' });
    if (driver.takesCodeLater) await tryDriver(driver, interpreter, settings);
    return { driver, interpreters };
  } catch (error) {
    await driver.close();
    throw error;
  }
}

async function tryDriver(driver: SandboxDriver, interpreter: Interpreter, settings: Settings): Promise<void> {
  const sandbox = await Sandbox.start(driver, { id: randomUUID(), interpreter, network: settings.network });
  await sandbox.destroy();
}

function firstUsable({ python, node }: InterpretersByFamily): Interpreter | undefined {
  return [...python, ...node].find((interpreter) => interpreter.unusableBecause === undefined);
}

/** Where and how a driver works. */
export function driverOptions(settings: Settings, logger: DriverLogger): DriverOptions {
  return {
    runtimes: {
      dir: RUNTIMES_DIR,
      commands: {
        python: { flags: ['-I', '-S'], file: 'python/bootstrap.py' },
        node: { flags: NODE_FLAGS, file: 'node/bootstrap.mjs' },
      },
    },
    dataDir: path.join(settings.dataDir, 'sandboxes'),
    cpu: settings.cpu,
    logger,
  };
}

/** The pool of a worker over a driver. */
export function createPool(
  { driver }: Sandboxes,
  settings: Settings,
  clock: Clock,
  logger: DriverLogger,
  code: CodeOf,
): SandboxPool<Sandbox> {
  return new SandboxPool<Sandbox>({
    budgetMb: settings.memoryBudgetMb,
    prewarmCount: driver.takesCodeLater ? settings.warmPoolSize : 0,
    startsAtOnce: availableParallelism(),
    clock,
    start: (interpreter, request, inBackground) => {
      const start = { id: randomUUID(), interpreter, network: settings.network, inBackground };
      const known = request === undefined || driver.takesCodeLater ? undefined : code(request);
      return Sandbox.start(driver, known === undefined ? start : { ...start, code: known });
    },
    onFailure: (error) => logger.warn({ error }, 'a sandbox could not be made or ended'),
  });
}

/** The code of the revision a sandbox is asked for, for drivers that need it from the start. */
export type CodeOf = (request: PoolRequest) => NonNullable<Parameters<SandboxDriver['start']>[0]['code']> | undefined;

/** Chooses among the interpreters found, as the operator allows. */
export function interpreterChooser({ interpreters }: Sandboxes, settings: Settings): (runtime: string) => InterpreterChoice {
  return (runtime) => {
    const { interpreter, notice } = selectInterpreter(runtime, interpreters, settings.allowSubstitution);
    return { interpreter, notices: notice === undefined ? [] : [notice] };
  };
}

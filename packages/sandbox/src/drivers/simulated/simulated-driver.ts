import { SkeinError } from '@skein/contracts';
import { machineClock } from '../../clock.ts';
import type { Clock } from '../../clock.ts';
import { SIMULATED_DRIVER } from '../../driver.ts';
import type { SandboxDriver, SandboxProcess, StartRequest } from '../../driver.ts';
import { FaultChooser, NO_FAULTS } from './faults.ts';
import type { SimulatedFaults } from './faults.ts';
import { SimulatedSandbox } from './simulated-sandbox.ts';
import type { SimulatedWitness } from './simulated-runtime.ts';

export interface SimulatedOptions {
  readonly clock: Clock;
  /** From 0 to below 1: all chance there is. */
  readonly random: () => number;
  readonly faults: SimulatedFaults;
  /** Told what reaches the sandboxes. */
  readonly witness?: SimulatedWitness;
}

export interface SimulatedDriver extends SandboxDriver {
  /** Sandboxes that are not gone yet. */
  readonly present: ReadonlySet<SimulatedSandbox>;
}

/**
 * Sandboxes that run no code. They speak the protocol in this process, answer a call with what it was asked, and, as often as they are
 * told to, are slow, die, or lie. For simulations; a server uses it only when its operator names it, and says so.
 */
export function createSimulatedDriver(options: Partial<SimulatedOptions> = {}): SimulatedDriver {
  const { clock = machineClock, random = Math.random, faults = NO_FAULTS, witness } = options;
  const chooser = new FaultChooser(faults, random);
  const present = new Set<SimulatedSandbox>();
  const start = async ({ id }: StartRequest): Promise<SandboxProcess> => {
    const fault = chooser.start();
    await new Promise<void>((resolve) => void clock.after(chooser.delayMs(), resolve));
    if (fault === 'refused') throw new SkeinError('sandbox_failed', { functionName: id, reason: 'it was simulated not to start' });
    const sandbox = new SimulatedSandbox(id, { clock, chooser, fault, witness });
    present.add(sandbox);
    void sandbox.exited.then(() => present.delete(sandbox));
    return sandbox;
  };
  return {
    name: SIMULATED_DRIVER,
    isolating: false,
    takesCodeLater: true,
    runsAsOtherUsers: false,
    findings: [{ name: 'simulation', ok: false, detail: 'no code is run', remedy: 'choose another driver to run functions' }],
    present,
    start,
    close: async () => void (await Promise.all([...present].map((sandbox) => sandbox.destroy()))),
  };
}

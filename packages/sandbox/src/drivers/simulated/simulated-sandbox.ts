import { PREWARMED_SANDBOX_MB } from '@skein/contracts';
import type { Clock } from '../../clock.ts';
import type { SandboxCode, SandboxExit, SandboxPlace, SandboxProcess, UsageMeter } from '../../driver.ts';
import type { ChannelEvents, HostChannel } from '../../protocol/channel.ts';
import type { FaultChooser, StartFault } from './faults.ts';
import { openSimulatedChannel } from './simulated-channel.ts';
import { SimulatedRuntime } from './simulated-runtime.ts';
import type { SimulatedWitness } from './simulated-runtime.ts';

export interface SimulatedSandboxOptions {
  readonly clock: Clock;
  readonly chooser: FaultChooser;
  readonly fault: StartFault | undefined;
  readonly witness: SimulatedWitness | undefined;
}

const KILLED: SandboxExit = { code: null, signal: 'SIGKILL', outOfMemory: false };
const METER: UsageMeter = { reset: () => {}, peakMemoryBytes: () => 0 };

/** A sandbox without processes: a runtime in this process, and a life that ends some time after it was told to. */
export class SimulatedSandbox implements SandboxProcess {
  readonly id: string;
  readonly channelDir = '';
  readonly meter = METER;
  readonly #options: SimulatedSandboxOptions;
  readonly #end = Promise.withResolvers<SandboxExit>();
  readonly exited = this.#end.promise;
  #ending = false;
  #specialised = false;
  /** What its function was promised, in MB. */
  memoryMb = PREWARMED_SANDBOX_MB;

  constructor(id: string, options: SimulatedSandboxOptions) {
    this.id = id;
    this.#options = options;
  }

  openChannel(events: ChannelEvents): HostChannel {
    const { clock, chooser, fault, witness } = this.#options;
    const channel = openSimulatedChannel(events, clock, chooser, () => !this.#ending);
    const runtime = new SimulatedRuntime({ id: this.id, clock, chooser, witness, channel, exit: (exit) => this.#exit(exit) });
    channel.onFrame = (type, invocation, payload) => runtime.receive(type, invocation, payload);
    clock.after(chooser.delayMs(), () => runtime.begin(fault));
    return channel.host;
  }

  async specialise(code: SandboxCode): Promise<SandboxPlace> {
    if (this.#specialised) this.#options.witness?.breach(`${this.id} was given code twice`);
    this.#specialised = true;
    this.memoryMb = code.memoryMb;
    await new Promise<void>((resolve) => void this.#options.clock.after(this.#options.chooser.delayMs(), resolve));
    return { codeDir: code.codeDir, environment: {} };
  }

  async destroy(): Promise<SandboxExit> {
    this.#exit(KILLED);
    return await this.exited;
  }

  /** From now on it does nothing; that it is gone is known later. */
  #exit(exit: SandboxExit): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#options.clock.after(this.#options.chooser.delayMs(), () => this.#end.resolve(exit));
  }
}

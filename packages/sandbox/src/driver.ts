import type { RuntimeFamily } from '@skein/contracts';
import type { Interpreter } from './interpreters/interpreter.ts';
import type { ChannelEvents, HostChannel } from './protocol/channel.ts';

/** Drivers that run functions. */
export const DRIVER_NAMES = ['process', 'bubblewrap'] as const;
/** Runs no code: its sandboxes answer by themselves, or misbehave. Nobody gets it who does not ask for it by name. */
export const SIMULATED_DRIVER = 'simulated';
export type DriverName = (typeof DRIVER_NAMES)[number] | typeof SIMULATED_DRIVER;

/** What a sandbox may reach: nothing, or, by the operator's setting, the host's network. */
export type NetworkMode = 'none' | 'host';

/** What a sandbox is given when it becomes a revision's: code and limits. */
export interface SandboxCode {
  /** Unpacked code on this machine; seen read-only at `/var/task`. */
  readonly codeDir: string;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
}

export interface StartRequest {
  readonly id: string;
  readonly interpreter: Interpreter;
  readonly network: NetworkMode;
  /** It may take longer, as long as it does not slow what other sandboxes do. */
  readonly inBackground?: boolean;
  /** Only for drivers whose sandboxes cannot take code later (`takesCodeLater` is false). */
  readonly code?: SandboxCode;
}

export interface SandboxExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The kernel killed a process of the sandbox because its memory limit was reached. */
  readonly outOfMemory: boolean;
}

/** Measures a sandbox. Both methods are synchronous and cost microseconds: they run on the hot path. */
export interface UsageMeter {
  /** Forgets the highest memory use seen so far. */
  reset(): void;
  /** Highest memory use since the last reset, in bytes, of all processes of the sandbox. */
  peakMemoryBytes(): number;
}

/** How the code looks from inside a sandbox that has become a revision's: what the runtime is told in INIT. */
export interface SandboxPlace {
  /** Path of the code as the function sees it: `/var/task`, or the path on the host where a driver mounts nothing. */
  readonly codeDir: string;
  /** Variables the function needs because of the driver, such as `TMPDIR`. Not for the user to override. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A running sandbox as its driver sees it: processes, limits, and three named pipes in `channelDir`: `command` (host to
 * sandbox), `outcome` (sandbox to host) and `log` (file descriptors 1 and 2 of everything in the sandbox).
 */
export interface SandboxProcess {
  readonly id: string;
  readonly channelDir: string;
  /** Where there are no pipes: opens a channel in this process instead. */
  readonly openChannel?: (events: ChannelEvents) => HostChannel;
  readonly meter: UsageMeter;
  /**
   * Gives code and limits to a sandbox, once, after its runtime has reported READY and before it gets any user code. To be
   * called also for a sandbox that was started with its code, with the same code. Rejects with `sandbox_failed`; the sandbox
   * must then be destroyed. A sandbox that has ended by itself takes it too: then `exited` has resolved, which tells it better.
   */
  specialise(code: SandboxCode): Promise<SandboxPlace>;
  /**
   * Resolves when the last process is gone; what the sandbox held on the host is given back right after, and the pipes can
   * then be read to their end. Never rejects.
   */
  readonly exited: Promise<SandboxExit>;
  /** Kills every process of the sandbox at once. `exited` resolves afterwards. */
  destroy(): Promise<SandboxExit>;
}

/** One line of what a driver found out about this machine. */
export interface ProbeFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do when it is not ok: an exact command where there is one. */
  readonly remedy?: string;
}

export interface DriverProbe {
  readonly driver: DriverName;
  /** A function was really run with it. */
  readonly works: boolean;
  /** It keeps functions apart from each other and from the host. */
  readonly isolating: boolean;
  readonly findings: readonly ProbeFinding[];
  /** What hostile functions have been seen to do with it. The table is true of every machine: it was not tried now, on this one. */
  readonly doesNotStop: readonly UnstoppedAttempt[];
}

/** Something a hostile function can do. */
export interface UnstoppedAttempt {
  readonly area: string;
  readonly attempt: string;
  /** For every server, or only for some. */
  readonly when: string;
}

/** Makes sandboxes. To add one: a folder below `drivers/` and a line in `drivers/registry.ts`. */
export interface SandboxDriver {
  readonly name: DriverName;
  readonly isolating: boolean;
  /** Whether a started sandbox can be given its code afterwards; only then can sandboxes be started before they are needed. */
  readonly takesCodeLater: boolean;
  /** Whether sandboxes run as host users other than the server's, which can only use an interpreter that everybody may read. */
  readonly runsAsOtherUsers: boolean;
  /** What the driver found out about this machine when it was made. */
  readonly findings: readonly ProbeFinding[];
  /** Resolves when the processes run and the pipes exist; the runtime has not reported ready yet. */
  start(request: StartRequest): Promise<SandboxProcess>;
  /** Destroys every sandbox of this driver and gives back all it holds on the machine. */
  close(): Promise<void>;
}

export type InterpretersByFamily = Readonly<Record<RuntimeFamily, readonly Interpreter[]>>;

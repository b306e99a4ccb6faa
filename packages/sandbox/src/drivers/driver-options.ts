import type { RuntimeFamily } from '@skein/contracts';

/** The part of a logger that drivers use; pino's satisfies it. */
export interface DriverLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** How the runtime of a family is started: `<interpreter> <flags> <dir>/<file> <commandFd> <outcomeFd>`. */
export interface RuntimeCommand {
  readonly flags: readonly string[];
  /** Path of the bootstrap file, relative to `RuntimeFiles.dir`. */
  readonly file: string;
}

/** What runs inside sandboxes: a folder that is given to all of them, and how to start what lies in it. */
export interface RuntimeFiles {
  readonly dir: string;
  readonly commands: Readonly<Record<RuntimeFamily, RuntimeCommand>>;
}

/** How much processor a sandbox may use: up to one core, or, as on Lambda, in proportion to its memory (1,769 MB are one core). */
export type CpuMode = 'one-core' | 'proportional';

export interface DriverOptions {
  readonly runtimes: RuntimeFiles;
  /** Where large files of sandboxes may lie, such as the disks behind `/tmp`. */
  readonly dataDir: string;
  /** Folder below which the driver makes its own, short-lived one. Default: the system's temporary folder. */
  readonly temporaryDir?: string;
  readonly cpu: CpuMode;
  readonly logger: DriverLogger;
}

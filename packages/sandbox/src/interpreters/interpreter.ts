import type { RuntimeFamily } from '@skein/contracts';

/** A Python or Node.js found on this machine. */
export interface Interpreter {
  readonly family: RuntimeFamily;
  /** `3.11` for Python, `22` for Node: what runtime names speak of. */
  readonly version: string;
  /** `3.11.7`, `22.4.1`. */
  readonly fullVersion: string;
  /** Absolute path of the real program, shims resolved. */
  readonly executablePath: string;
  /** Folders outside the system's own (/usr, /lib, ...) that the program needs to see, such as its prefix. */
  readonly requiredDirs: readonly string[];
  /** Set when a sandbox user cannot run it (say, it lies in root's home): why. It is then not offered. */
  readonly unusableBecause?: string;
}

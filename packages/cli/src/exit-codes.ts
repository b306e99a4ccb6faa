/** How a command ended, for programs that call it. */
export const EXIT_CODES = {
  ok: 0,
  /** The server or this machine said no; the text says why. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** The function or the execution ran and failed. */
  functionFailed: 3,
  /** No server answered. */
  unreachable: 4,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

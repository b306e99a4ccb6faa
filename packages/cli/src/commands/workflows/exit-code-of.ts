import type { ExecutionShown } from '@skein/client';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';

/** What a command that waited for an execution ends with. One that runs still was given up by whoever waited. */
export function exitCodeOf({ status }: ExecutionShown): ExitCode {
  if (status === 'SUCCEEDED') return EXIT_CODES.ok;
  return status === 'RUNNING' ? EXIT_CODES.interrupted : EXIT_CODES.functionFailed;
}

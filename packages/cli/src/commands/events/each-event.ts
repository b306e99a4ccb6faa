import { toSkeinError } from '@skein/contracts';
import type { CommandContext } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';

/** Why something could not be done with one of several events. */
export interface EventFailure {
  readonly id: string;
  readonly error: { readonly code: string; readonly message: string };
}

export interface EachResult<Result> {
  readonly done: readonly Result[];
  readonly failed: readonly EventFailure[];
  /** That of a command that has done this and nothing else. */
  readonly exitCode: ExitCode;
}

/** Does something with each of several events, whatever becomes of the others; each failure is said beside the output. */
export async function forEachEvent<Result>(
  { remark }: Pick<CommandContext, 'remark'>,
  ids: readonly string[],
  work: (id: string) => Promise<Result>,
): Promise<EachResult<Result>> {
  const done: Result[] = [];
  const failed: EventFailure[] = [];
  for (const id of new Set(ids)) {
    try {
      done.push(await work(id));
    } catch (thrown) {
      const { code, message } = toSkeinError(thrown);
      failed.push({ id, error: { code, message } });
      remark(`${id}: ${message}`);
    }
  }
  return { done, failed, exitCode: exitCodeOf(failed) };
}

function exitCodeOf(failed: readonly EventFailure[]): ExitCode {
  if (failed.length === 0) return EXIT_CODES.ok;
  return failed.every(({ error }) => error.code === 'unreachable') ? EXIT_CODES.unreachable : EXIT_CODES.failed;
}

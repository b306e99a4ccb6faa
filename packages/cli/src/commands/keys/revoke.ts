import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { atDesk, withKeyOptions } from './key-desk.ts';
import type { KeyOptions } from './key-desk.ts';

/** `skein keys revoke ID`: ends keys at once. */
export const addKeysRevoke: CommandModule = (program, context) => {
  const command = program.command('revoke').description('end keys at once; what they have begun goes on').argument('<id...>');
  withKeyOptions(command).action((ids: readonly string[], options: KeyOptions) => context.run(() => revoke(context, ids, options)));
};

async function revoke(context: CommandContext, ids: readonly string[], options: KeyOptions): Promise<ExitCode> {
  await atDesk(context, options, async (desk) => {
    for (const id of ids) await desk.revoke(id);
  });
  context.print(options.json ? renderJson({ revoked: ids }) : ids.map((id) => `Revoked ${id}.`).join('\n'));
  return EXIT_CODES.ok;
}

import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein events delete ID`: removes an event, so that it is not run again. */
export const addEventsDelete: CommandModule = (program, context) => {
  const command = program.command('delete').description('remove events, so that they are not run again').argument('<id...>');
  withServerOptions(command).action((ids: readonly string[], options: ServerOptions) => context.run(() => remove(context, ids, options)));
};

async function remove(context: CommandContext, ids: readonly string[], options: ServerOptions): Promise<ExitCode> {
  const { events } = connect(context, options);
  for (const id of ids) await events.delete(id);
  context.print(options.json ? renderJson({ deleted: ids }) : ids.map((id) => `Deleted ${id}.`).join('\n'));
  return EXIT_CODES.ok;
}

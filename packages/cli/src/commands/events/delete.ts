import type { CommandContext, CommandModule } from '../../command.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { forEachEvent } from './each-event.ts';

/** `skein events delete ID`: removes events, so that they are not run again. */
export const addEventsDelete: CommandModule = (program, context) => {
  const command = program.command('delete').description('remove events, so that they are not run again').argument('<id...>');
  withServerOptions(command).action((ids: readonly string[], options: ServerOptions) => context.run(() => remove(context, ids, options)));
};

async function remove(context: CommandContext, ids: readonly string[], options: ServerOptions): Promise<ExitCode> {
  const { events } = connect(context, options);
  const { done, failed, exitCode } = await forEachEvent(context, ids, async (id) => {
    await events.delete(id);
    return id;
  });
  if (options.json) context.print(renderJson({ deleted: done, failed }));
  else for (const id of done) context.print(`Deleted ${id}.`);
  return exitCode;
}

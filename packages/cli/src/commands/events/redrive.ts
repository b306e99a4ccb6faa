import type { CommandContext, CommandModule } from '../../command.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { forEachEvent } from './each-event.ts';

/** `skein events redrive ID`: queues events again that were given up. */
export const addEventsRedrive: CommandModule = (program, context) => {
  const command = program.command('redrive').description('queue events again that were given up').argument('<id...>');
  withServerOptions(command).action((ids: readonly string[], options: ServerOptions) => context.run(() => redrive(context, ids, options)));
};

async function redrive(context: CommandContext, ids: readonly string[], options: ServerOptions): Promise<ExitCode> {
  const { events } = connect(context, options);
  const { done, failed, exitCode } = await forEachEvent(context, ids, (id) => events.redrive(id));
  if (options.json) context.print(renderJson({ redriven: done, failed }));
  else for (const { id, functionName } of done) context.print(`Queued ${id} of ${functionName} again.`);
  return exitCode;
}

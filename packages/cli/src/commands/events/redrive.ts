import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein events redrive ID`: queues an event again that was given up. */
export const addEventsRedrive: CommandModule = (program, context) => {
  const command = program.command('redrive').description('queue events again that were given up').argument('<id...>');
  withServerOptions(command).action((ids: readonly string[], options: ServerOptions) => context.run(() => redrive(context, ids, options)));
};

async function redrive(context: CommandContext, ids: readonly string[], options: ServerOptions): Promise<ExitCode> {
  const { events } = connect(context, options);
  const redriven = [];
  for (const id of ids) redriven.push(await events.redrive(id));
  context.print(
    options.json ? renderJson(redriven) : redriven.map(({ id, functionName }) => `Queued ${id} of ${functionName} again.`).join('\n'),
  );
  return EXIT_CODES.ok;
}

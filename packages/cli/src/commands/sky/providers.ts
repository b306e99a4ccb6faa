import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein sky providers`: the places there are. */
export const addSkyProviders: CommandModule = (program, context) => {
  withServerOptions(program.command('providers').description('places a function can run in')).action((options: ServerOptions) =>
    context.run(() => list(context, options)),
  );
};

async function list(context: CommandContext, options: ServerOptions): Promise<ExitCode> {
  const providers = await connect(context, options).sky.listProviders();
  if (options.json) context.print(renderJson(providers));
  else
    context.print(
      renderTable(
        ['place', 'what'],
        providers.map(({ name, title }) => [name, title]),
      ),
    );
  return EXIT_CODES.ok;
}

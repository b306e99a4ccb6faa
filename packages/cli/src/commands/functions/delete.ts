import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein delete NAME`: removes a function. */
export const addDelete: CommandModule = (program, context) => {
  withServerOptions(program.command('delete').description('delete a function').argument('<name>', 'of the function')).action(
    (name: string, options: ServerOptions) => context.run(() => deleteFunction(context, name, options)),
  );
};

async function deleteFunction(context: CommandContext, name: string, options: ServerOptions): Promise<ExitCode> {
  const { functions } = connect(context, options);
  await functions.get(name);
  await functions.delete(name);
  context.print(options.json ? renderJson({ deleted: name }) : `Deleted ${name}.`);
  return EXIT_CODES.ok;
}

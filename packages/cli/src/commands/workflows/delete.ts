import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein flow delete NAME`: removes a workflow; its executions stay. */
export const addFlowDelete: CommandModule = (flow, context) => {
  const command = flow.command('delete').description('remove a workflow; its executions stay, and those that run go on').argument('<name>');
  withServerOptions(command).action((name: string, options: ServerOptions) => context.run(() => remove(context, name, options)));
};

async function remove(context: CommandContext, name: string, options: ServerOptions): Promise<ExitCode> {
  await connect(context, options).workflows.delete(name);
  context.print(options.json ? renderJson({ deleted: name }) : `Deleted ${name}.`);
  return EXIT_CODES.ok;
}

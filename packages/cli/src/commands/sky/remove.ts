import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein sky remove NAME`: takes a function back from everywhere else. */
export const addSkyRemove: CommandModule = (program, context) => {
  const command = program
    .command('remove')
    .description('take a function back from everywhere else; it stays on this server')
    .argument('<name>');
  withServerOptions(command).action((name: string, options: ServerOptions) => context.run(() => remove(context, name, options)));
};

async function remove(context: CommandContext, name: string, options: ServerOptions): Promise<ExitCode> {
  const report = await connect(context, options).sky.unplace(name);
  context.print(options.json ? renderJson(report) : `${name} runs on this server only.`);
  for (const { provider, reason } of report.failures) context.remark(`It could not be removed from ${provider}: ${reason}`);
  return report.failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}

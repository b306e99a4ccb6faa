import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { deployProject } from './deploy-project.ts';

/** `skein deploy [FOLDER]`: builds the package of a project here, and creates or updates the function. */
export const addDeploy: CommandModule = (program, context) => {
  const command = program
    .command('deploy')
    .description('create or update the function of a folder, with its dependencies')
    .argument('[folder]', 'a folder with a skein.json', '.');
  withServerOptions(command).action((folder: string, options: ServerOptions) => context.run(() => deploy(context, folder, options)));
};

/** Builds the project of a folder and brings it to the server. */
export async function deploy(context: CommandContext, folder: string, options: ServerOptions): Promise<ExitCode> {
  const startedMs = performance.now();
  const { name, action, function: deployed } = await deployProject(context, connect(context, options), folder, options.json === true);
  if (options.json) context.print(renderJson({ action, function: deployed }));
  else {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    context.print(`${action === 'updated' ? 'Updated' : 'Created'} ${name} (${deployed?.CodeSize} bytes) in ${seconds} s.`);
    context.print(`Call it: skein invoke ${name} --payload '{}'`);
  }
  return EXIT_CODES.ok;
}

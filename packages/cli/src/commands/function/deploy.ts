import type { CommandModule } from '../../command.ts';
import { withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { deploy } from '../functions/deploy.ts';

interface DeployOptions extends ServerOptions {
  readonly name: string;
}

/** `skein function deploy --name N`: another spelling of `skein deploy N`. */
export const addFunctionDeploy: CommandModule = (program, context) => {
  const command = program
    .command('deploy')
    .description('another spelling of `skein deploy NAME`')
    .requiredOption('--name <name>', 'of the function, which is in the folder of that name');
  withServerOptions(command).action((options: DeployOptions) => context.run(() => deploy(context, options.name, options)));
};

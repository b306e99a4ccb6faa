import type { CommandModule } from '../../command.ts';
import { invoke, withInvokeOptions } from '../functions/invoke.ts';
import type { InvokeCommandOptions } from '../functions/invoke.ts';

interface InvokeOptions extends InvokeCommandOptions {
  readonly name: string;
}

/** `skein function invoke --name N --payload J`: another spelling of `skein invoke N`. */
export const addFunctionInvoke: CommandModule = (program, context) => {
  const command = program
    .command('invoke')
    .description('another spelling of `skein invoke NAME`')
    .requiredOption('--name <name>', 'of the function');
  withInvokeOptions(command).action((options: InvokeOptions) => context.run(() => invoke(context, options.name, options)));
};

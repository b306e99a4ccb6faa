import type { CommandModule } from '../../command.ts';
import { init } from '../functions/init.ts';

interface CreateOptions {
  readonly name: string;
  readonly runtime?: string;
  readonly json?: true;
}

/** `skein function create --name N --runtime R`: another spelling of `skein init N`. */
export const addFunctionCreate: CommandModule = (program, context) => {
  program
    .command('create')
    .description('another spelling of `skein init NAME`')
    .requiredOption('--name <name>', 'of the function, and of the folder that is made for it')
    .option('--runtime <runtime>', 'such as python3.12 or nodejs22.x')
    .option('--json', 'print JSON for programs instead of text for people')
    .action(({ name, ...options }: CreateOptions) => context.run(() => init(context, name, options)));
};

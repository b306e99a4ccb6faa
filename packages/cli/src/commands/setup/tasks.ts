import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';

/** `skein setup tasks`: installs dill and cloudpickle into the data folder of the server on this machine. */
export const addSetupTasks: CommandModule = (program, context) => {
  program
    .command('tasks')
    .description('install dill and cloudpickle, which tasks need, into the data folder')
    .action(() => context.run(() => setUpTasks(context)));
};

async function setUpTasks({ environment, print }: CommandContext): Promise<ExitCode> {
  const { installTaskLibraries, readSettings } = await import('@skein/compose');
  print(`dill and cloudpickle are in ${await installTaskLibraries(readSettings(environment))}.`);
  return EXIT_CODES.ok;
}

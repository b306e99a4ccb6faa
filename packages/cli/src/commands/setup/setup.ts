import type { CommandModule } from '../../command.ts';
import { addSetupTasks } from './tasks.ts';

/** `skein setup ...`: fetches beforehand what would be fetched when it is first needed. */
export const addSetup: CommandModule = (program, context) => {
  const setup = program.command('setup').description('fetch beforehand what is otherwise fetched when it is first needed');
  addSetupTasks(setup, context);
};

import type { CommandModule } from '../../command.ts';
import { addFunctionCreate } from './create.ts';
import { addFunctionDeploy } from './deploy.ts';
import { addFunctionInvoke } from './invoke.ts';

/** `skein function`: the three steps in the spelling of other tools. */
export const addFunction: CommandModule = (program, context) => {
  const group = program.command('function').description('init, deploy and invoke in the spelling of other tools');
  for (const addTo of [addFunctionCreate, addFunctionDeploy, addFunctionInvoke]) addTo(group, context);
};

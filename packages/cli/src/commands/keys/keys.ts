import type { CommandModule } from '../../command.ts';
import { addKeysCreate } from './create.ts';
import { addKeysList } from './list.ts';
import { addKeysRevoke } from './revoke.ts';
import { addKeysRotate } from './rotate.ts';

/** `skein keys`: who may use a server, and what for. */
export const addKeys: CommandModule = (program, context) => {
  const keys = program.command('keys').description('make, list, rotate and revoke the keys of a server');
  for (const addTo of [addKeysCreate, addKeysList, addKeysRevoke, addKeysRotate]) addTo(keys, context);
};

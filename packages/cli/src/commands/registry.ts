import type { CommandModule } from '../command.ts';
import { addEvents } from './events/events.ts';
import { addFunction } from './function/function.ts';
import { addDelete } from './functions/delete.ts';
import { addDeploy } from './functions/deploy.ts';
import { addInit } from './functions/init.ts';
import { addInvoke } from './functions/invoke.ts';
import { addList } from './functions/list.ts';
import { addShow } from './functions/show.ts';
import { addLogs } from './invocations/logs.ts';
import { addKeys } from './keys/keys.ts';
import { addDoctor } from './server/doctor.ts';
import { addUp } from './server/up.ts';
import { addSetup } from './setup/setup.ts';
import { addLab } from './lab/lab.ts';
import { addSky } from './sky/sky.ts';
import { addFlow } from './workflows/flow.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandModule[] = [
  addUp,
  addInit,
  addDeploy,
  addInvoke,
  addLogs,
  addEvents,
  addFlow,
  addList,
  addShow,
  addDelete,
  addSky,
  addLab,
  addKeys,
  addFunction,
  addSetup,
  addDoctor,
];

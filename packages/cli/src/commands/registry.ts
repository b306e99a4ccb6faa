import type { Command } from '../command.ts';
import { doctorCommand } from './server/doctor.ts';
import { listCommand } from './server/list.ts';
import { upCommand } from './server/up.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [upCommand, listCommand, doctorCommand];

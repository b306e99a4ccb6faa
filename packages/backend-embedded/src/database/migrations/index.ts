import type { Migration } from '../migration.ts';
import { functions } from './0001-functions.ts';
import { executions } from './0002-executions.ts';
import { events } from './0003-events.ts';
import { executionPrincipals } from './0004-execution-principals.ts';
import { sky } from './0005-sky.ts';
import { tasks } from './0006-tasks.ts';
import { keys } from './0007-keys.ts';
import { eventInvokeConfigs } from './0008-event-invoke-configs.ts';

/** Every migration of the registry's database, in order. */
export const registryMigrations: readonly Migration[] = [
  functions,
  executions,
  events,
  executionPrincipals,
  sky,
  tasks,
  keys,
  eventInvokeConfigs,
];

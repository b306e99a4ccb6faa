export { describeCommands } from './describe-commands.ts';
export type { CommandDescription } from './describe-commands.ts';

import { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { COMMANDS } from './commands/registry.ts';

const EXIT_CODE_HELP = `
Exit codes:
  0 done, 1 refused or failed, 2 wrong command line, 3 the function or workflow itself failed, 4 no server answers`;

/** The whole command line: every command with its options and help. */
export function makeProgram(context: CommandContext): Command {
  const program = new Command('skein').description('Runs functions on your own machine.').addHelpText('after', EXIT_CODE_HELP);
  program.exitOverride().showHelpAfterError('Run the command with --help for its options.');
  for (const addTo of COMMANDS) addTo(program, context);
  return program;
}

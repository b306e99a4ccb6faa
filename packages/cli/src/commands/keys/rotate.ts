import type { CommandContext, CommandModule } from '../../command.ts';
import { parseDurationSeconds } from '../../duration.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { describeIssued } from './describe-issued.ts';
import { atDesk, withKeyOptions } from './key-desk.ts';
import type { KeyOptions } from './key-desk.ts';

interface RotateOptions extends KeyOptions {
  readonly overlap: number;
}

/** `skein keys rotate ID`: gives a key a new secret and shows it, this once. */
export const addKeysRotate: CommandModule = (program, context) => {
  const command = program
    .command('rotate')
    .description('give a key a new secret; id, role and everything else stay')
    .argument('<id>')
    .option('--overlap <duration>', 'how long the secret before goes on, such as 1h', parseDurationSeconds, 0);
  withKeyOptions(command).action((id: string, options: RotateOptions) => context.run(() => rotate(context, id, options)));
};

async function rotate(context: CommandContext, id: string, options: RotateOptions): Promise<ExitCode> {
  const issued = await atDesk(context, options, (desk) => desk.rotate(id, options.overlap));
  context.print(options.json ? renderJson(issued) : `Gave ${id} a new secret.\n${describeIssued(issued)}`);
  return EXIT_CODES.ok;
}

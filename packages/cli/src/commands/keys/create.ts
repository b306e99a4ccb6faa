import { ROLES } from '@skein/contracts';
import type { Role } from '@skein/contracts';
import { Option } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { parseDurationSeconds } from '../../duration.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { saveProfile } from '../../profile.ts';
import { connectionOf } from '../../server-options.ts';
import { describeIssued } from './describe-issued.ts';
import { atDesk, withKeyOptions } from './key-desk.ts';
import type { KeyOptions } from './key-desk.ts';

interface CreateOptions extends KeyOptions {
  readonly role: Role;
  readonly name?: string;
  readonly functions?: readonly string[];
  readonly expiresIn?: number;
  readonly save?: string;
}

/** `skein keys create --role ROLE`: makes a key and shows its secret, this once. */
export const addKeysCreate: CommandModule = (program, context) => {
  const command = program
    .command('create')
    .description('make a key; the first one is an admin, and from then on every request needs a key')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--name <text>', 'what it is for')
    .option('--functions <patterns...>', 'names of the functions and flows that it may touch, such as shop-* (default: all)')
    .option('--expires-in <duration>', 'such as 90s, 45m, 12h or 30d (default: never)', parseDurationSeconds)
    .option('--save <profile>', 'keep endpoint and secret in the profiles of this user, for --profile');
  withKeyOptions(command).action((options: CreateOptions) => context.run(() => create(context, options)));
};

async function create(context: CommandContext, options: CreateOptions): Promise<ExitCode> {
  const { role, name, functions, expiresIn: expiresInSeconds } = options;
  const issued = await atDesk(context, options, (desk) => desk.create({ role, name, functions, expiresInSeconds }));
  if (options.save !== undefined) {
    saveProfile(context.environment, options.save, { endpoint: connectionOf(context, options).endpoint, key: issued.secret });
  }
  context.print(options.json ? renderJson(issued) : `Made a key for the role ${role}.\n${describeIssued(issued)}`);
  return EXIT_CODES.ok;
}

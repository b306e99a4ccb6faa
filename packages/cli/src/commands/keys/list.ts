import type { KeyShown } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { atDesk, withKeyOptions } from './key-desk.ts';
import type { KeyOptions } from './key-desk.ts';

/** `skein keys list`: every key, in order of their making. */
export const addKeysList: CommandModule = (program, context) => {
  withKeyOptions(program.command('list').description('keys, with those that have expired or were revoked')).action((options: KeyOptions) =>
    context.run(() => list(context, options)),
  );
};

async function list(context: CommandContext, options: KeyOptions): Promise<ExitCode> {
  const keys = await atDesk(context, options, (desk) => desk.list());
  if (options.json) context.print(renderJson(keys));
  else if (keys.length === 0) context.print('There are no keys: whoever can reach the server can use it.');
  else context.print(renderTable(['key', 'role', 'state', 'functions', 'made', 'rotated', 'expires', 'name'], keys.map(toRow)));
  return EXIT_CODES.ok;
}

function toRow({ id, role, state, functions, createdAtMs, rotatedAtMs, expiresAtMs, name }: KeyShown): string[] {
  return [id, role, state, functions.join(' '), time(createdAtMs), time(rotatedAtMs), time(expiresAtMs), name];
}

function time(ms: number | null): string {
  return ms === null ? '-' : new Date(ms).toISOString();
}

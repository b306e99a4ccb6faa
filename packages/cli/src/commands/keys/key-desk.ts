import type { KeyCalls } from '@skein/client';
import type { Command } from 'commander';
import type { CommandContext } from '../../command.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** Where keys are made and ended: at a server, or in the data folder itself. */
export type KeyDesk = Pick<KeyCalls, 'create' | 'list' | 'revoke' | 'rotate'>;

export interface KeyOptions extends ServerOptions {
  readonly local?: true;
}

export function withKeyOptions(command: Command): Command {
  return withServerOptions(command).option('--local', 'work on the data folder of this machine itself, while no server runs');
}

/** Does some work at the desk that the options name. Rejects with `invalid_configuration` when a server has the data folder open. */
export async function atDesk<T>(context: CommandContext, options: KeyOptions, work: (desk: KeyDesk) => Promise<T>): Promise<T> {
  if (options.local !== true) return await work(connect(context, options).keys);
  const { LocalKeys, readSettings } = await import('@skein/compose');
  await using keys = await LocalKeys.open(readSettings(context.environment));
  return await work({
    create: (key) => keys.create(key),
    list: () => keys.list(),
    revoke: (keyId) => keys.revoke(keyId),
    rotate: (keyId, overlapSeconds) => keys.rotate(keyId, overlapSeconds),
  });
}

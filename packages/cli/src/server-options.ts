import { SkeinClient } from '@skein/client';
import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { readProfile } from './profile.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8080';

/** Options of every command that speaks to a server. */
export interface ServerOptions {
  readonly endpoint?: string;
  readonly profile?: string;
  readonly json?: true;
}

export function withServerOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', `the server (default: SKEIN_ENDPOINT, or ${DEFAULT_ENDPOINT})`)
    .option('--profile <name>', 'a server and its key, as `skein keys create --save NAME` keeps them (default: SKEIN_PROFILE)')
    .option('--json', 'print JSON for programs instead of text for people');
}

export interface ServerConnection {
  readonly endpoint: string;
  /** The secret of a key, if there is one. */
  readonly key: string | undefined;
}

/**
 * How to reach the server that a command speaks to: what the command line says, else the environment, else the profile. The key of a
 * profile goes to the server of the profile and to no other. Throws `usage`.
 */
export function connectionOf({ environment }: CommandContext, { endpoint, profile }: ServerOptions): ServerConnection {
  const profileName = profile ?? environment['SKEIN_PROFILE'];
  const chosen = profileName ? readProfile(environment, profileName) : undefined;
  const named = endpoint ?? (profile === undefined ? environment['SKEIN_ENDPOINT'] : undefined);
  const key = environment['SKEIN_KEY'] || undefined;
  if (chosen === undefined || (named !== undefined && named !== chosen.endpoint)) return { endpoint: named ?? DEFAULT_ENDPOINT, key };
  return { endpoint: chosen.endpoint, key: (profile === undefined ? key : undefined) ?? chosen.key };
}

/** The client for the server that a command speaks to. Throws `invalid_value`. */
export function connect(context: CommandContext, options: ServerOptions): SkeinClient {
  const { endpoint, key } = connectionOf(context, options);
  return new SkeinClient(endpoint, key);
}

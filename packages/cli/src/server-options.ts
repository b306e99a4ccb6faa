import { SkeinClient } from '@skein/client';
import type { Command } from 'commander';
import type { CommandContext } from './command.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8080';

/** Options of every command that speaks to a server. */
export interface ServerOptions {
  readonly endpoint?: string;
  readonly json?: true;
}

export function withServerOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', `the server (default: SKEIN_ENDPOINT, or ${DEFAULT_ENDPOINT})`)
    .option('--json', 'print JSON for programs instead of text for people');
}

export interface ServerConnection {
  readonly endpoint: string;
  /** The secret of a key, if there is one. */
  readonly key: string | undefined;
}

/** How to reach the server that a command speaks to, with the key in SKEIN_KEY. */
export function connectionOf({ environment }: CommandContext, { endpoint }: ServerOptions): ServerConnection {
  return {
    endpoint: endpoint ?? environment['SKEIN_ENDPOINT'] ?? DEFAULT_ENDPOINT,
    key: environment['SKEIN_KEY'] || undefined,
  };
}

/** The client for the server that a command speaks to. Throws `invalid_value`. */
export function connect(context: CommandContext, options: ServerOptions): SkeinClient {
  const { endpoint, key } = connectionOf(context, options);
  return new SkeinClient(endpoint, key);
}

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

/** How to reach the server that a command speaks to. */
export function connectionOf({ environment }: CommandContext, { endpoint }: ServerOptions): { readonly endpoint: string } {
  return { endpoint: endpoint ?? environment['SKEIN_ENDPOINT'] ?? DEFAULT_ENDPOINT };
}

/** The client for the server that a command speaks to. Throws `invalid_value`. */
export function connect({ environment }: CommandContext, { endpoint }: ServerOptions): SkeinClient {
  return new SkeinClient(endpoint ?? environment['SKEIN_ENDPOINT'] ?? DEFAULT_ENDPOINT);
}

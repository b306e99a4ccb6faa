import type { CommandContext } from './command.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8080';

/** The server a command speaks to: `--endpoint`, or SKEIN_ENDPOINT, or the one on this machine. */
export function readEndpoint({ words, environment }: CommandContext): string {
  const flag = words.indexOf('--endpoint');
  return (flag < 0 ? undefined : words[flag + 1]) ?? environment['SKEIN_ENDPOINT'] ?? DEFAULT_ENDPOINT;
}

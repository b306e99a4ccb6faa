import type { EmbeddedSkein } from '@skein/compose';
import { once } from 'node:events';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';

/** `skein up`: a server in this process until it is told to stop. */
export const addUp: CommandModule = (program, context) => {
  program
    .command('up')
    .description('start a server on this machine')
    .action(() => context.run(() => up(context)));
};

async function up({ environment, signal, print }: CommandContext): Promise<ExitCode> {
  const { readSettings, startEmbedded } = await import('@skein/compose');
  await using skein = await startEmbedded(readSettings(environment));
  print(describeServer(skein));
  if (!signal.aborted) await once(signal, 'abort');
  print('Stopping.');
  return EXIT_CODES.ok;
}

/** How to call the server that has just started. */
function describeServer({ url, driver, notices, keysInForce }: EmbeddedSkein): string {
  const access = keysInForce
    ? 'Keys are in force: every request needs one.'
    : 'No keys are in force: whoever can reach this port can use it; `skein keys create --role admin` closes it.';
  const credentials = keysInForce ? 'with a key as credentials' : 'any credentials';
  return [
    `Skein listens on ${url}; functions run in ${driver} sandboxes. ${access}`,
    ...notices.map((notice) => `WARNING: ${notice}`),
    '',
    'Call it with',
    `  curl  ${url}/health`,
    `  aws   aws lambda list-functions --endpoint-url ${url}   (${credentials}, region us-east-1)`,
    `  skein npx skein list --endpoint ${url}`,
    '',
    'Stop it with Ctrl-C.',
  ].join('\n');
}

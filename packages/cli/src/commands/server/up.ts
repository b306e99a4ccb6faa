import type { EmbeddedSkein } from '@skein/compose';
import { once } from 'node:events';
import { SkeinError } from '@skein/contracts';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { reportUp } from '../../supervisor/report-up.ts';
import { supervise } from '../../supervisor/supervise.ts';

/** `skein up`: a server in this process until it is told to stop; or a process that keeps the port, with the server in another one. */
export const addUp: CommandModule = (program, context) => {
  program
    .command('up')
    .description('start a server on this machine')
    .option('--supervised', 'keep the port open while the server is restarted: on SIGHUP, and after a crash')
    .action((options: { supervised?: true }) => context.run(() => (options.supervised ? upSupervised(context) : up(context))));
};

async function up({ environment, signal, print }: CommandContext): Promise<ExitCode> {
  const { readSettings, startEmbedded } = await import('@skein/compose');
  await using skein = await startEmbedded(readSettings(environment));
  print(describeServer(skein));
  const stop = AbortSignal.any([signal, reportUp()]);
  if (!stop.aborted) await once(stop, 'abort');
  print('Stopping.');
  return EXIT_CODES.ok;
}

async function upSupervised(context: CommandContext): Promise<ExitCode> {
  // What keeps the port for weeks loads no more than it needs.
  const { readSettings } = await import('@skein/compose/settings');
  const { host, port, handedSocket } = readSettings(context.environment);
  if (handedSocket === undefined) return await supervise(context, { host, port });
  const reason = 'a socket was handed over, and whoever keeps it open restarts the server too: leave out --supervised.';
  throw new SkeinError('invalid_configuration', { setting: 'LISTEN_FDS', reason });
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

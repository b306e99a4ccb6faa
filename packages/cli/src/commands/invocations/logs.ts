import type { InvocationShown, SkeinClient } from '@skein/client';
import { InvalidArgumentError } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1_000;

interface LogsOptions extends ServerOptions {
  readonly limit: number;
  readonly id?: string;
  readonly follow?: true;
}

/** `skein logs NAME`: what the last calls of a function wrote, oldest first. */
export const addLogs: CommandModule = (program, context) => {
  const command = program
    .command('logs')
    .description("print the log of a function's last calls, oldest first")
    .argument('<name>', 'of the function')
    .option('-n, --limit <count>', `calls, at most ${LIMIT_MAX}`, parseLimit, LIMIT_DEFAULT)
    .option('--id <id>', 'only the call with this request id')
    .option('-f, --follow', 'go on with each later call once it has ended, also after a restart of the server, until Ctrl-C');
  withServerOptions(command).action((name: string, options: LogsOptions) => context.run(() => logs(context, name, options)));
};

async function logs(context: CommandContext, name: string, options: LogsOptions): Promise<ExitCode> {
  const client = connect(context, options);
  await client.functions.get(name);
  if (options.follow) return await follow(context, client, name, options);
  const found = options.id === undefined ? await readPast(context, client, name, options) : [await client.getInvocation(options.id)];
  if (options.json) context.print(renderJson(found));
  else if (found.length === 0) context.remark(`${name} has not run yet.`);
  else for (const invocation of found.toReversed()) context.print(logOf(invocation));
  return EXIT_CODES.ok;
}

/** Newest first. */
async function readPast({ signal }: CommandContext, client: SkeinClient, name: string, { limit }: LogsOptions): Promise<InvocationShown[]> {
  const found: InvocationShown[] = [];
  for await (const news of client.followLogs(name, { limit, follow: false, signal }))
    if ('invocation' in news) found.unshift(news.invocation);
  return found;
}

async function follow(
  { print, remark, signal }: CommandContext,
  client: SkeinClient,
  name: string,
  options: LogsOptions,
): Promise<ExitCode> {
  const onLost = (): void => remark('The server is gone. What ends meanwhile is printed when it is back.');
  for await (const news of client.followLogs(name, { limit: options.limit, follow: true, signal, onLost })) {
    if ('droppedCount' in news) remark(`${news.droppedCount} calls were left out: this reader was too slow.`);
    // One document a line, for programs that read as it comes.
    else print(options.json ? JSON.stringify(news.invocation) : logOf(news.invocation));
  }
  return signal.aborted ? EXIT_CODES.interrupted : EXIT_CODES.ok;
}

function logOf({ log }: InvocationShown): string {
  return log.trimEnd();
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${LIMIT_MAX}.`);
}

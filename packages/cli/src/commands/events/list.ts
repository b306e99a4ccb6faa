import { EVENT_STATUSES } from '@skein/contracts';
import type { EventStatus } from '@skein/contracts';
import { Option } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { renderEvents } from './event-table.ts';

const LIMIT = 1_000;

interface ListOptions extends ServerOptions {
  readonly status?: EventStatus;
  readonly after?: string;
}

/** `skein events list [NAME]`: oldest first. */
export const addEventsList: CommandModule = (program, context) => {
  const command = program
    .command('list')
    .description('events that wait for their run, and those that were given up in the last day')
    .argument('[name]', 'only of this function')
    .addOption(new Option('--status <status>', 'only with this status').choices(EVENT_STATUSES))
    .option('--after <id>', 'only those accepted after this event');
  withServerOptions(command).action((name: string | undefined, options: ListOptions) => context.run(() => list(context, name, options)));
};

async function list(context: CommandContext, functionName: string | undefined, options: ListOptions): Promise<ExitCode> {
  const events = await connect(context, options).events.list({ functionName, status: options.status, after: options.after, limit: LIMIT });
  if (events.length === LIMIT) context.remark(`These are the first ${LIMIT}: --after ${events.at(-1)?.id} shows those that follow.`);
  if (options.json) context.print(renderJson(events));
  else if (events.length === 0) context.print('No event waits, and none was given up.');
  else context.print(renderEvents(events, Date.now()));
  return EXIT_CODES.ok;
}

import type { EventShown } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderDuration } from '../../output/duration.ts';
import { oneLine } from '../../output/fit.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { calledName } from './event-table.ts';

interface ShowOptions extends ServerOptions {
  readonly payload?: true;
}

/** `skein events show ID`: everything about one event that waits or was given up. */
export const addEventsShow: CommandModule = (program, context) => {
  const command = program
    .command('show')
    .description('show an event that waits or was given up')
    .argument('<id>', 'the request id that the answer carried')
    .option('--payload', 'what the function gets, too: it may be secret');
  withServerOptions(command).action((id: string, options: ShowOptions) => context.run(() => show(context, id, options)));
};

async function show(context: CommandContext, id: string, options: ShowOptions): Promise<ExitCode> {
  const { events } = connect(context, options);
  const found = await events.get(id);
  const payload = options.payload ? await events.getPayload(id) : undefined;
  if (options.json) context.print(withPayload(renderJson(found), payload));
  else context.print(renderTable(['what', 'value'], describe(found, payload, Date.now())));
  return EXIT_CODES.ok;
}

/** The payload is JSON already, and stays as it is: parsed, a large number would become another one. */
function withPayload(json: string, payload: Buffer | undefined): string {
  return payload === undefined ? json : json.replace(/\n\}$/, () => `,\n  "payload": ${payload.toString()}\n}`);
}

function describe(event: EventShown, payload: Buffer | undefined, nowMs: number): string[][] {
  const { id, status, attempts, refusals, acceptedAtMs, dueAtMs, settledAtMs, error, principalId } = event;
  return [
    ['event', id],
    ['function', calledName(event)],
    ['status', status],
    ['runs', `${attempts} that ended with an error of the function`],
    ['refusals', `${refusals} tries that failed through no fault of the function`],
    ['accepted', `${time(acceptedAtMs)}, ${renderDuration(Math.max(0, nowMs - acceptedAtMs))} ago`],
    ...(status === 'QUEUED' ? [['next run', nextRun(dueAtMs, nowMs)]] : []),
    ...(settledAtMs === null ? [] : [['given up', time(settledAtMs)]]),
    ...(error === null ? [] : [['error', oneLine(error)]]),
    ['sent by', principalId],
    ...(payload === undefined ? [] : [['payload', payload.toString()]]),
  ];
}

function nextRun(dueAtMs: number, nowMs: number): string {
  return dueAtMs > nowMs ? `${time(dueAtMs)}, in ${renderDuration(dueAtMs - nowMs)}` : 'it runs, or does as soon as there is room';
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

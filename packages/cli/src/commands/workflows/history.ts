import type { ExecutionEvent } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderDuration } from '../../output/duration.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { findExecution } from './find-execution.ts';

/** Characters of an event's details in the table; `--json` has all. */
const DETAILS_LENGTH = 80;

/** `skein flow history NAME [EXECUTION]`: everything that happened in an execution. */
export const addFlowHistory: CommandModule = (flow, context) => {
  const command = flow
    .command('history')
    .description('print the events of an execution')
    .argument('<name>')
    .argument('[execution]', 'the newest when left out');
  withServerOptions(command).action((name: string, execution: string | undefined, options: ServerOptions) =>
    context.run(() => history(context, name, execution, options)),
  );
};

async function history(
  context: CommandContext,
  name: string,
  executionName: string | undefined,
  options: ServerOptions,
): Promise<ExitCode> {
  const client = connect(context, options);
  const execution = await findExecution(client, name, executionName);
  const events = await client.workflows.events(execution);
  if (options.json) context.print(renderJson(events));
  else {
    const startedMs = events[0]?.atMs ?? 0;
    const rows = events.map((event) => toRow(event, startedMs));
    context.print(renderTable(['event', 'after', 'time', 'type', 'name', 'details'], rows));
  }
  return EXIT_CODES.ok;
}

function toRow({ id, previousEventId, type, atMs, details }: ExecutionEvent, startedMs: number): string[] {
  const { name = '', ...others } = details ?? {};
  const shown = Object.entries(others).flatMap(([key, value]) => (isPlain(value) ? [`${key}=${String(value)}`] : []));
  const text = shown.join(' ');
  const cut = text.length > DETAILS_LENGTH ? `${text.slice(0, DETAILS_LENGTH - 3)}...` : text;
  return [String(id), String(previousEventId), `+${renderDuration(atMs - startedMs)}`, type, String(name), cut];
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

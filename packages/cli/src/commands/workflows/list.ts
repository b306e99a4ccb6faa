import type { WorkflowSummary } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein flow list`: the workflows of a server. */
export const addFlowList: CommandModule = (flow, context) => {
  withServerOptions(flow.command('list').description('list workflows')).action((options: ServerOptions) =>
    context.run(() => list(context, options)),
  );
};

async function list(context: CommandContext, options: ServerOptions): Promise<ExitCode> {
  const found: WorkflowSummary[] = [];
  for await (const workflow of connect(context, options).workflows.list()) found.push(workflow);
  if (options.json) context.print(renderJson(found));
  else if (found.length === 0) context.print('There are no workflows yet. `skein flow deploy` brings one here.');
  else context.print(renderTable(['workflow', 'notation', 'changed'], found.map(toRow)));
  return EXIT_CODES.ok;
}

function toRow({ name, notation, updatedAtMs }: WorkflowSummary): string[] {
  return [name, notation, new Date(updatedAtMs).toISOString()];
}

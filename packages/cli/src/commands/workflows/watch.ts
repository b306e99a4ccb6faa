import type { CommandContext, CommandModule } from '../../command.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { findExecution } from './find-execution.ts';
import { toJson, watchExecution } from './watch-execution.ts';

/** `skein flow watch NAME [EXECUTION]`: draws the graph with states and timings, live until the execution has ended. */
export const addFlowWatch: CommandModule = (flow, context) => {
  const command = flow
    .command('watch')
    .description('draw the graph of an execution with states and timings, until it has ended')
    .argument('<name>')
    .argument('[execution]', 'the newest when left out');
  withServerOptions(command).action((name: string, execution: string | undefined, options: ServerOptions) =>
    context.run(() => watch(context, name, execution, options)),
  );
};

async function watch(context: CommandContext, name: string, executionName: string | undefined, options: ServerOptions): Promise<ExitCode> {
  const client = connect(context, options);
  const execution = await findExecution(client, name, executionName);
  const watched = await watchExecution(context, client, execution, options.json === true);
  if (options.json) context.print(renderJson(toJson(watched)));
  return exitCodeOf(watched.execution);
}

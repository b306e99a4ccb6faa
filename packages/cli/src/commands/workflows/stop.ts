import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { findExecution } from './find-execution.ts';

interface StopOptions extends ServerOptions {
  readonly error?: string;
  readonly cause?: string;
}

/** `skein flow stop NAME [EXECUTION]`: ends a running execution. */
export const addFlowStop: CommandModule = (flow, context) => {
  const command = flow
    .command('stop')
    .description('end a running execution as aborted')
    .argument('<name>')
    .argument('[execution]', 'the newest when left out')
    .option('--error <name>', 'what its record is to say')
    .option('--cause <text>', 'why');
  withServerOptions(command).action((name: string, execution: string | undefined, options: StopOptions) =>
    context.run(() => stop(context, name, execution, options)),
  );
};

async function stop(
  context: CommandContext,
  name: string,
  executionName: string | undefined,
  { error, cause, ...options }: StopOptions,
): Promise<ExitCode> {
  const client = connect(context, options);
  const execution = await findExecution(client, name, executionName);
  await client.workflows.stop(execution, { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
  const stopped = await client.workflows.waitUntilEnded(execution, context.signal);
  context.print(options.json ? renderJson(stopped) : `${stopped.workflow} / ${stopped.name} is ${stopped.status}.`);
  return EXIT_CODES.ok;
}

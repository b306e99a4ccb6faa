import type { ExecutionShown } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { readPayload } from '../../payload.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { toJson, watchExecution } from './watch-execution.ts';

interface RunOptions extends ServerOptions {
  readonly input: string;
  readonly name?: string;
  readonly watch?: true;
  readonly detach?: true;
}

/** `skein flow run NAME`: begins an execution, waits for its end and prints its output. */
export const addFlowRun: CommandModule = (flow, context) => {
  const command = flow
    .command('run')
    .description('run a workflow and print its output')
    .argument('<name>')
    .option('-i, --input <json>', 'the input: JSON, @file, or - for standard input', '{}')
    .option('--name <name>', 'the name of the execution; the same one again does not run twice')
    .option('-w, --watch', 'draw the graph with states and timings while it runs')
    .option('-d, --detach', 'do not wait for its end');
  withServerOptions(command).action((name: string, options: RunOptions) => context.run(() => run(context, name, options)));
};

async function run(context: CommandContext, workflow: string, options: RunOptions): Promise<ExitCode> {
  const client = connect(context, options);
  const input = await readPayload(context, options.input);
  const started = await client.workflows.start(workflow, input.toString(), options.name);
  const name = { workflow, execution: started.name };
  if (options.detach) {
    context.print(options.json ? renderJson({ execution: started }) : `Started ${started.name}.`);
    return EXIT_CODES.ok;
  }
  if (options.watch) {
    const watched = await watchExecution(context, client, name, options.json === true);
    if (options.json) context.print(renderJson(toJson(watched)));
    else if (watched.execution.output !== null) context.print(`\n${watched.execution.output}`);
    return exitCodeOf(watched.execution);
  }
  const ended = await client.workflows.waitUntilEnded(name, context.signal);
  if (options.json) context.print(renderJson({ execution: ended }));
  else report(context, ended);
  return exitCodeOf(ended);
}

function report({ print, remark }: CommandContext, { workflow, name, status, output, error, cause }: ExecutionShown): void {
  if (output !== null) print(output);
  else if (status === 'RUNNING') remark(`${name} goes on. \`skein flow watch ${workflow} ${name}\` shows it.`);
  else remark(`${name} is ${status}: ${error ?? 'no error'}${cause === null ? '' : `: ${cause}`}`);
}

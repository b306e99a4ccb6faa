import type { InvokeAnswer } from '@skein/client';
import type { Command } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { readPayload } from '../../payload.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

export interface InvokeCommandOptions extends ServerOptions {
  readonly payload: string;
  readonly log?: true;
  readonly dryRun?: true;
  readonly event?: true;
}

/** `skein invoke NAME`: calls a function and prints what it returned. */
export const addInvoke: CommandModule = (program, context) => {
  const command = program.command('invoke').description('call a function and print its result').argument('<name>');
  withInvokeOptions(command).action((name: string, options: InvokeCommandOptions) => context.run(() => invoke(context, name, options)));
};

/** The options of a call, besides the name of the function. */
export function withInvokeOptions(command: Command): Command {
  return withServerOptions(
    command
      .option('-p, --payload <json>', 'the event: JSON, @file, or - for standard input', '{}')
      .option('-l, --log', 'print the log as well')
      .option('--event', 'queue the call and do not wait for it')
      .option('--dry-run', 'only check whether the call would be accepted'),
  );
}

/** Calls a function and prints what came back. */
export async function invoke(context: CommandContext, name: string, options: InvokeCommandOptions): Promise<ExitCode> {
  const payload = await readPayload(context, options.payload);
  const { dryRun = false, event = false, log: withLog = false, json = false } = options;
  const answer = await connect(context, options).invoke(name, payload, { dryRun, event, withLog: withLog || json, signal: context.signal });
  if (json) context.print(renderJson(toJson(answer)));
  else {
    if (answer.log !== undefined) context.remark(answer.log.trimEnd());
    if (dryRun) context.print('The call would be accepted.');
    else if (event) context.print(`Queued as ${answer.invocationId}.`);
    else context.print(answer.body.toString());
    if (answer.functionError !== undefined)
      context.remark(`${name} failed. --log shows what it wrote, \`skein logs ${name}\` its last calls.`);
  }
  return answer.functionError === undefined ? EXIT_CODES.ok : EXIT_CODES.functionFailed;
}

function toJson({ invocationId, functionError, body, log }: InvokeAnswer): Record<string, unknown> {
  return { invocationId, functionError: functionError ?? null, result: parseOrText(body), log: log ?? null };
}

function parseOrText(body: Buffer): unknown {
  try {
    return body.length === 0 ? null : JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

import type { FunctionConfiguration } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein show NAME`: everything about one function. */
export const addShow: CommandModule = (program, context) => {
  withServerOptions(program.command('show').description('show a function').argument('<name>', 'of the function')).action(
    (name: string, options: ServerOptions) => context.run(() => show(context, name, options)),
  );
};

async function show(context: CommandContext, name: string, options: ServerOptions): Promise<ExitCode> {
  const found = await connect(context, options).functions.get(name);
  context.print(options.json ? renderJson(found) : renderTable(['what', 'value'], describe(found)));
  return EXIT_CODES.ok;
}

function describe(found: FunctionConfiguration): string[][] {
  const update =
    found.LastUpdateStatus === undefined ? [] : [['last update', reasoned(found.LastUpdateStatus, found.LastUpdateStatusReason)]];
  return [
    ['name', found.FunctionName],
    ['ARN', found.FunctionArn],
    ['state', reasoned(found.State, found.StateReason)],
    ...update,
    ['runtime', found.Runtime],
    ['handler', found.Handler],
    ['description', found.Description],
    ['memory', `${found.MemorySize} MB`],
    ['timeout', `${found.Timeout} s`],
    ['/tmp', `${found.EphemeralStorage?.Size ?? '?'} MB`],
    ['code', `${found.CodeSize} bytes, SHA-256 ${found.CodeSha256}`],
    ['revision', found.RevisionId],
    ['changed', found.LastModified],
    // Their values may be secrets; --json has them.
    ['environment', Object.keys(found.Environment?.Variables ?? {}).join(', ')],
  ];
}

function reasoned(state: string, reason: string | undefined): string {
  return reason === undefined ? state : `${state}: ${reason}`;
}

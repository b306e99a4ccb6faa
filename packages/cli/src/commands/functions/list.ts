import type { FunctionConfiguration } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein list`: the functions of a server. */
export const addList: CommandModule = (program, context) => {
  withServerOptions(program.command('list').description('list functions')).action((options: ServerOptions) =>
    context.run(() => list(context, options)),
  );
};

async function list(context: CommandContext, options: ServerOptions): Promise<ExitCode> {
  const functions: FunctionConfiguration[] = [];
  for await (const found of connect(context, options).functions.list()) functions.push(found);
  if (options.json) context.print(renderJson(functions));
  else if (functions.length === 0) context.print('There are no functions yet. `skein init` makes one, `skein deploy` brings it here.');
  else context.print(renderTable(['function', 'runtime', 'state', 'memory', 'timeout', 'changed'], functions.map(toRow)));
  return EXIT_CODES.ok;
}

function toRow(found: FunctionConfiguration): string[] {
  const { FunctionName, Runtime, State, MemorySize, Timeout, LastModified } = found;
  return [FunctionName, Runtime, State, `${MemorySize} MB`, `${Timeout} s`, LastModified];
}

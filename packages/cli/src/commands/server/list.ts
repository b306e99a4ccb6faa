import { SkeinError } from '@skein/contracts';
import type { Command } from '../../command.ts';
import { readEndpoint } from '../../endpoint.ts';
import { renderTable } from '../../output/table.ts';

interface ListAnswer {
  readonly Functions: readonly { FunctionName: string; Runtime: string; MemorySize: number; Timeout: number; LastModified: string }[];
}

/** `skein list`: the functions of a server. */
export const listCommand: Command = {
  name: 'list',
  summary: 'list functions',
  async run(context) {
    const endpoint = readEndpoint(context);
    const { Functions } = await fetchList(endpoint);
    const rows = Functions.map((found) => [
      found.FunctionName,
      found.Runtime,
      `${found.MemorySize} MB`,
      `${found.Timeout} s`,
      found.LastModified,
    ]);
    const asJson = context.words.includes('--json');
    context.print(
      asJson ? JSON.stringify(Functions, undefined, 2) : renderTable(['function', 'runtime', 'memory', 'timeout', 'changed'], rows),
    );
    return 0;
  },
};

async function fetchList(endpoint: string): Promise<ListAnswer> {
  try {
    const response = await fetch(new URL('/2015-03-31/functions', endpoint));
    return (await response.json()) as ListAnswer;
  } catch (error) {
    throw new SkeinError('unreachable', { endpoint, reason: String(error) }, { cause: error });
  }
}

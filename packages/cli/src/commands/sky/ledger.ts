import type { LedgerEntryShown } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { readCount } from './read-count.ts';

interface LedgerOptions extends ServerOptions {
  readonly limit: number;
}

/** `skein sky ledger [NAME]`: what calls cost, newest first, and the sums. */
export const addSkyLedger: CommandModule = (program, context) => {
  const command = program
    .command('ledger')
    .description('bills of calls of placed functions, newest first, and their sums')
    .argument('[name]', 'only of this function')
    .option('--limit <count>', 'how many calls', readCount, 20);
  withServerOptions(command).action((name: string | undefined, options: LedgerOptions) => context.run(() => show(context, name, options)));
};

async function show(context: CommandContext, name: string | undefined, options: LedgerOptions): Promise<ExitCode> {
  const { entries, totals } = await connect(context, options).sky.ledger(name, options.limit);
  if (options.json) {
    context.print(renderJson({ entries, totals }));
    return EXIT_CODES.ok;
  }
  if (entries.length === 0) {
    context.print(name === undefined ? 'No call was placed yet.' : `No call of ${name} was placed yet.`);
    return EXIT_CODES.ok;
  }
  context.print(renderTable(['sent', 'function', 'place', 'why', 'status', 'billed ms', 'USD', 'source'], entries.map(toRow)));
  context.print('');
  const sums = totals.map((total) => [
    total.provider,
    String(total.calls),
    String(total.billedMs),
    total.listDollars,
    total.marginalDollars ?? '',
  ]);
  context.print(renderTable(['place', 'calls', 'billed ms', 'USD by list', 'USD with free quota'], sums));
  return EXIT_CODES.ok;
}

function toRow({ sentAtMs, functionName, provider, reason, status, error, bill }: LedgerEntryShown): string[] {
  return [
    new Date(sentAtMs).toISOString(),
    functionName,
    provider,
    reason,
    error === null ? status : `${status}: ${error}`,
    bill === null ? '' : String(bill.billedMs),
    bill === null ? '' : bill.dollars,
    bill === null ? '' : `${bill.source}${bill.pending ? ', for now' : ''}`,
  ];
}

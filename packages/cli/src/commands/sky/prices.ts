import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { readCount } from './read-count.ts';

interface PricesOptions {
  readonly ms: number;
  readonly memory: number;
  readonly answerBytes: number;
  readonly json?: true;
}

/** `skein sky prices`: what a million calls of a shape cost everywhere. Needs no server. */
export const addSkyPrices: CommandModule = (program, context) => {
  program
    .command('prices')
    .description('what a million warm calls cost with every plan of the price book, without free quota')
    .argument('[plan...]', 'only these plans')
    .option('--ms <milliseconds>', 'how long a call runs', readCount, 100)
    .option('--memory <MB>', 'configured memory', readCount, 128)
    .option('--answer-bytes <bytes>', 'size of the answer, which leaves the provider', readCount, 0)
    .option('--json', 'print JSON for programs instead of text for people')
    .action((plans: readonly string[], options: PricesOptions) => context.run(() => showAll(context, plans, options)));
};

async function showAll(
  { environment, print, remark }: CommandContext,
  planIds: readonly string[],
  options: PricesOptions,
): Promise<ExitCode> {
  const { showPrices } = await import('@skein/compose');
  const shape = { durationMs: options.ms, memoryMb: options.memory, egressBytes: options.answerBytes };
  const { version, plans } = await showPrices(environment, shape, Date.now(), planIds);
  if (options.json) {
    print(renderJson({ version, shape, plans }));
    return EXIT_CODES.ok;
  }
  print(`Price book ${version}: a million calls of ${options.ms} ms with ${options.memory} MB`);
  const rows = plans.map((plan) => [plan.id, plan.dollarsPerMillion, `${plan.billedMs} ms`, `${plan.billedMemoryMb} MB`, plan.title]);
  print(renderTable(['plan', 'USD', 'billed', 'memory', 'what'], rows));
  const old = plans.filter(({ stale }) => stale).map(({ id }) => id);
  if (old.length > 0) remark(`These prices were looked up more than 30 days ago: ${old.join(', ')}.`);
  return EXIT_CODES.ok;
}

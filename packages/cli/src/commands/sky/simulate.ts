import { writeFile } from 'node:fs/promises';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { readCount } from './read-count.ts';

/** Only seeds below this are drawn, so that they are short to type. */
const SEEDS_BELOW = 1_000_000;
const BAR_WIDTH = 40;
const CHECKPOINTS = [20, 200];

interface SimulateOptions {
  readonly seeds: number;
  readonly functions: number;
  readonly seed?: number;
  readonly picture?: string;
  readonly json?: true;
}

/** `skein sky simulate`: the broker's policies against baselines, on random functions. Needs no server. */
export const addSkySimulate: CommandModule = (program, context) => {
  program
    .command('simulate')
    .description('compare the ways to choose a place, on random functions under the price book; nothing is called')
    .option('--seeds <count>', 'how many times', readCount, 5)
    .option('--functions <count>', 'functions for each seed', readCount, 100)
    .option('--seed <number>', 'the first seed, to repeat a run; a fresh one by default', readCount)
    .option('--picture <file>', 'write the picture as SVG')
    .option('--json', 'print JSON for programs instead of text for people')
    .action((options: SimulateOptions) => context.run(() => run(context, options)));
};

async function run({ print, remark }: CommandContext, options: SimulateOptions): Promise<ExitCode> {
  const { simulateSky } = await import('@skein/compose');
  const firstSeed = options.seed ?? Math.floor(Math.random() * SEEDS_BELOW);
  const seeds = Array.from({ length: Math.max(1, options.seeds) }, (_, index) => firstSeed + index);
  const onSeed = (done: number): void => remark(`seed ${done} of ${seeds.length}`);
  const { functions: functionCount } = options;
  const { priceBookVersion, comparisons, picture } = await simulateSky({ seeds, functionCount, checkpoints: CHECKPOINTS, onSeed });
  if (options.picture !== undefined) await writeFile(options.picture, picture);
  if (options.json) {
    print(renderJson({ seeds, functionCount, priceBookVersion, comparisons }));
    return EXIT_CODES.ok;
  }
  print(`Simulated with seeds ${firstSeed} to ${seeds.at(-1)}, ${functionCount} functions each, price book ${priceBookVersion}.`);
  print('Cost over the best fixed arm in hindsight, with 95 % intervals; 1.000 would be to know the best arm of each function beforehand.');
  const most = Math.max(...comparisons.map(({ ratio }) => ratio));
  const rows = comparisons.map(({ policy, calls, ratio, low, high }) => [
    policy,
    String(calls),
    ratio.toFixed(3),
    `${low.toFixed(3)} to ${high.toFixed(3)}`,
    '#'.repeat(Math.max(1, Math.round(((ratio - 1) / (most - 1)) * BAR_WIDTH))),
  ]);
  print(renderTable(['policy', 'calls', 'ratio', '95 %', 'excess'], rows));
  return EXIT_CODES.ok;
}

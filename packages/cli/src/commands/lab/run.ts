import { SkeinError } from '@skein/contracts';
import type { LabOutcome, LabProgress, LabRequest } from '@skein/compose';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderDuration } from '../../output/duration.ts';
import { renderJson } from '../../output/json.ts';
import { LivePicture } from '../../output/screen.ts';
import { connectionOf, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { readCount } from '../sky/read-count.ts';
import { renderOutcome } from './render-outcome.ts';

/** Only seeds below this are drawn, so that they are short to type. */
const SEEDS_BELOW = 1_000_000;
/** Time between two lines of progress where none can be drawn over, in ms. */
const PROGRESS_EVERY_MS = 5_000;

interface RunOptions extends ServerOptions {
  readonly on: string;
  readonly set: readonly string[];
  readonly memory: number;
  readonly seed?: number;
  readonly maxUsd?: number;
  readonly dryRun?: true;
  readonly resume?: string;
  readonly abandon?: string;
  readonly output?: string;
}

/** `skein lab run NAME`: an experiment on a provider, from its plan to its report. */
export const addLabRun: CommandModule = (lab, context) => {
  const command = lab
    .command('run')
    .description('run an experiment and write its report; what it deploys is removed again')
    .argument('[experiment]', 'as `skein lab list` has it, or a file that exports one')
    .option('--on <provider>', 'where: skein, or a simulated cloud', 'simulated-aws')
    .option('--set <name=value...>', 'other values of parameters', [])
    .option('--memory <MB>', 'configured memory of the functions', readCount, 256)
    .option('--seed <number>', 'of everything random; a fresh one by default', readCount)
    .option('--max-usd <dollars>', 'refuse what would cost more, and stop when it has', readDollars)
    .option('--dry-run', 'only say how many calls it would make, how long it would take and what it would cost')
    .option('-o, --output <file>', "where to write the report (default: the lab's folder)")
    .option('--resume <run>', 'go on with a run that was interrupted')
    .option('--abandon <run>', 'give up a run that was interrupted, and remove what it deployed');
  withServerOptions(command).action((experiment: string | undefined, options: RunOptions) =>
    context.run(() => run(context, experiment, options)),
  );
};

async function run(context: CommandContext, experiment: string | undefined, options: RunOptions): Promise<ExitCode> {
  const { abandonLab, estimateLab, resumeLab, runLab } = await import('@skein/compose');
  const connection = connectionOf(context, options);
  if (options.abandon !== undefined) {
    const { id, status } = await abandonLab(context.environment, options.abandon, connection);
    context.print(options.json ? renderJson({ id, status }) : `Run ${id} is ${status}; nothing of it is deployed.`);
    return EXIT_CODES.ok;
  }
  const watcher = { signal: context.signal, onProgress: progressOn(context), reportPath: options.output };
  if (options.resume !== undefined)
    return finish(context, await resumeLab(context.environment, options.resume, connection, watcher), options);
  if (experiment === undefined) throw new SkeinError('usage', { reason: 'Name an experiment; `skein lab list` shows them.' });
  const request: LabRequest = {
    experiment,
    provider: options.on,
    ...connection,
    parameters: readParameters(options.set),
    seed: options.seed ?? Math.floor(Math.random() * SEEDS_BELOW),
    memoryMb: options.memory,
    maxUsd: options.maxUsd,
  };
  if (options.dryRun !== true) return finish(context, await runLab(context.environment, request, watcher), options);
  const estimate = await estimateLab(context.environment, request);
  const { calls, usd, durationMs } = estimate;
  context.print(options.json ? renderJson(estimate) : `About ${calls} calls in ${renderDuration(durationMs)}, for ${usd.toFixed(6)} USD.`);
  return EXIT_CODES.ok;
}

function finish({ print }: CommandContext, outcome: LabOutcome, { json }: RunOptions): ExitCode {
  print(json ? renderJson(outcome) : renderOutcome(outcome));
  return outcome.run.status === 'completed' ? EXIT_CODES.ok : EXIT_CODES.failed;
}

/** A line that is drawn over in a terminal, and one now and then elsewhere. */
function progressOn({ screen, remark }: CommandContext): (progress: LabProgress) => void {
  const picture = screen && new LivePicture(screen);
  let lastMs = 0;
  let lastStatus = '';
  return ({ run: { status, provider }, trials, failed, spentUsd }) => {
    const nowMs = performance.now();
    if (status === lastStatus && nowMs - lastMs < (picture === undefined ? PROGRESS_EVERY_MS : 100)) return;
    lastMs = nowMs;
    lastStatus = status;
    const line = `${status} on ${provider}: ${trials} calls, ${failed} failed, ${spentUsd.toFixed(6)} USD`;
    if (picture === undefined) remark(line);
    else picture.draw([line]);
  };
}

function readParameters(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(word) ?? [];
      if (name === undefined || value === undefined) throw new SkeinError('usage', { reason: `${word} is not of the form name=number.` });
      return [name, Number(value)];
    }),
  );
}

function readDollars(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new SkeinError('usage', { reason: `${text} is no amount in dollars from 0 on.` });
}

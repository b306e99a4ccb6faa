import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderOutcome } from './render-outcome.ts';

interface ReportOptions {
  readonly against?: string;
  readonly output?: string;
  readonly json?: true;
}

/** `skein lab report [RUN]`: one self-contained HTML page. */
export const addLabReport: CommandModule = (lab, context) => {
  lab
    .command('report')
    .description('write the report of a run as one HTML page')
    .argument('[run]', 'an id or its beginning, or latest', 'latest')
    .option('--against <run>', 'compare with an earlier run')
    .option('-o, --output <file>', "where to write it (default: the lab's folder)")
    .option('--json', 'print the summary and every trial as JSON for programs')
    .action((run: string, options: ReportOptions) => context.run(() => report(context, run, options)));
};

async function report({ environment, print }: CommandContext, which: string, { against, output, json }: ReportOptions): Promise<ExitCode> {
  const { reportRun } = await import('@skein/compose');
  const outcome = await reportRun(environment, which, { against, outputPath: output });
  print(json ? renderJson(outcome) : renderOutcome(outcome));
  return EXIT_CODES.ok;
}

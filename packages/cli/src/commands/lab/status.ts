import type { CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';

/** `skein lab status`: the runs there are, and how each stands. */
export const addLabStatus: CommandModule = (lab, context) => {
  lab
    .command('status')
    .description('list the runs, the newest first')
    .option('--json', 'print JSON for programs instead of text for people')
    .action(({ json }: { json?: true }) =>
      context.run(async () => {
        const { listRuns } = await import('@skein/compose');
        const runs = await listRuns(context.environment);
        if (json) context.print(renderJson({ runs: runs.map(({ run, trials }) => ({ ...run, trials })) }));
        else if (runs.length === 0) context.print('There are no runs yet. `skein lab run` makes one.');
        else {
          const rows = runs.map(({ run: { id, experiment, provider, status, reason = '' }, trials }) => [
            id,
            experiment,
            provider,
            status,
            String(trials),
            reason,
          ]);
          context.print(renderTable(['run', 'experiment', 'provider', 'status', 'trials', 'reason'], rows));
        }
        return EXIT_CODES.ok;
      }),
    );
};

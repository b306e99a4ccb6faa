import type { CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';

/** `skein lab list`: the experiments there are. */
export const addLabList: CommandModule = (lab, context) => {
  lab
    .command('list')
    .description('list the experiments, with the parameters that --set changes')
    .option('--json', 'print JSON for programs instead of text for people')
    .action(({ json }: { json?: true }) =>
      context.run(async () => {
        const { LAB_PROVIDERS, listExperiments } = await import('@skein/compose');
        const experiments = listExperiments();
        if (json) {
          context.print(renderJson({ experiments, providers: LAB_PROVIDERS }));
          return EXIT_CODES.ok;
        }
        const rows = experiments.map(({ name, description, parameters }) => [
          name,
          Object.entries(parameters)
            .map(([parameter, value]) => `${parameter}=${value}`)
            .join(' '),
          description,
        ]);
        context.print(renderTable(['experiment', 'parameters', 'what it measures'], rows));
        context.print(`\nProviders: ${LAB_PROVIDERS.join(', ')}`);
        return EXIT_CODES.ok;
      }),
    );
};

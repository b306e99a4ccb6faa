import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';

/** `skein lab list [EXPERIMENT]`: the experiments there are, or one with its parameters. */
export const addLabList: CommandModule = (lab, context) => {
  lab
    .command('list')
    .description('list the experiments, or show one with the parameters that --set changes')
    .argument('[experiment]', 'a name, or a file that exports an experiment')
    .option('--json', 'print JSON for programs instead of text for people')
    .action((experiment: string | undefined, { json }: { json?: true }) => context.run(() => list(context, experiment, json)));
};

async function list({ print }: CommandContext, wanted: string | undefined, json: true | undefined): Promise<ExitCode> {
  const { LAB_PROVIDERS, listExperiments } = await import('@skein/compose');
  const experiments = await listExperiments(wanted);
  const [first] = experiments;
  if (json) print(renderJson({ experiments, providers: LAB_PROVIDERS }));
  else if (wanted !== undefined && first !== undefined) {
    const parameters = Object.entries(first.parameters).map(([name, value]) => [name, String(value)]);
    print(`${first.name}: ${first.description}\nFunctions: ${first.functions.join(', ')}\n`);
    print(renderTable(['parameter', 'default'], parameters));
  } else {
    const rows = experiments.map(({ name, description }) => [name, description]);
    print(renderTable(['experiment', 'what it measures'], rows));
    print(`\nProviders: ${LAB_PROVIDERS.join(', ')}\nParameters of one: skein lab list NAME`);
  }
  return EXIT_CODES.ok;
}

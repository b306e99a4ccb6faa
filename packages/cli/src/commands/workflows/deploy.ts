import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { readWorkflowSource } from '../../project/workflow-source.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';
import { deployProject } from '../functions/deploy-project.ts';
import type { Deployed } from '../functions/deploy-project.ts';

interface DeployOptions extends ServerOptions {
  readonly name?: string;
}

/** `skein flow deploy PATH`: creates or updates a workflow, and the functions in the folders beside it. */
export const addFlowDeploy: CommandModule = (flow, context) => {
  const command = flow
    .command('deploy')
    .description('create or update a workflow: Amazon States Language as JSON, or the flow notation as YAML')
    .argument('[path]', 'a file, or a folder with flow.yaml or flow.json; folders of functions in it are deployed first', '.')
    .option('--name <name>', 'its name, instead of that in the file, of the file or of the folder');
  withServerOptions(command).action((place: string, options: DeployOptions) => context.run(() => deploy(context, place, options)));
};

async function deploy(context: CommandContext, place: string, options: DeployOptions): Promise<ExitCode> {
  const client = connect(context, options);
  const source = await readWorkflowSource(place);
  const name = options.name ?? source.name;
  const functions: Deployed[] = [];
  for (const dir of source.functionDirs) functions.push(await deployProject(context, client, dir, options.json === true));
  const existing = await client.workflows.find(name);
  const workflow = await client.workflows.put(name, source.notation, source.definition);
  const isSame = existing?.revisionId === workflow.revisionId;
  const action = existing === undefined ? 'created' : isSame ? 'unchanged' : 'updated';
  if (options.json) context.print(renderJson({ action, workflow, functions }));
  else {
    context.print(`${name} is ${action}${functions.length === 0 ? '' : `, with ${functions.map((each) => each.name).join(', ')}`}.`);
    context.print(`Run it: skein flow run ${name} --watch`);
  }
  return EXIT_CODES.ok;
}

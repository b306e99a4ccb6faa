import type { FunctionConfiguration, FunctionSettingsInput, SkeinClient } from '@skein/client';
import { Listr } from 'listr2';
import { buildPackage } from '../../build/build-package.ts';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { readProject } from '../../project/project.ts';
import type { Project } from '../../project/project.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

interface Deployment {
  zip?: Buffer;
  deployed?: FunctionConfiguration;
}

/** `skein deploy [FOLDER]`: builds the package of a project here, and creates or updates the function. */
export const addDeploy: CommandModule = (program, context) => {
  const command = program
    .command('deploy')
    .description('create or update the function of a folder, with its dependencies')
    .argument('[folder]', 'a folder with a skein.json', '.');
  withServerOptions(command).action((folder: string, options: ServerOptions) => context.run(() => deploy(context, folder, options)));
};

async function deploy(context: CommandContext, folder: string, options: ServerOptions): Promise<ExitCode> {
  const client = connect(context, options);
  const project = await readProject(folder);
  const existing = await client.functions.find(project.name);
  const startedMs = performance.now();
  const { deployed } = await steps(context, client, project, existing, options.json === true).run({});
  if (options.json) context.print(renderJson({ action: existing ? 'updated' : 'created', function: deployed }));
  else {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    context.print(`${existing ? 'Updated' : 'Created'} ${project.name} (${deployed?.CodeSize} bytes) in ${seconds} s.`);
    context.print(`Call it: skein invoke ${project.name} --payload '{}'`);
  }
  return EXIT_CODES.ok;
}

function steps(
  { signal }: CommandContext,
  client: SkeinClient,
  project: Project,
  existing: FunctionConfiguration | undefined,
  silent: boolean,
): Listr<Deployment, 'default', 'simple'> {
  const { name } = project;
  return new Listr<Deployment, 'default', 'simple'>(
    [
      {
        title: `Build ${name} for ${project.runtime}`,
        task: async (state, task) => {
          state.zip = await buildPackage(project, { signal, onStep: (text) => (task.output = text) });
          task.title = `Built ${name} for ${project.runtime}: ${state.zip.length} bytes`;
        },
      },
      {
        title: existing ? `Update ${name}` : `Create ${name}`,
        task: async ({ zip = Buffer.alloc(0) }) => {
          if (existing) await update(client, project, zip);
          else await client.functions.create({ name, zip, ...settingsOf(project) });
        },
      },
      {
        title: 'Wait until it can be called',
        task: async (state) => {
          state.deployed = await client.functions.waitUntilReady(name);
        },
      },
    ],
    { renderer: 'default', fallbackRenderer: 'simple', silentRendererCondition: silent, registerSignalListeners: false },
  );
}

/** Settings first: new code may need them, while old code that gets new settings only keeps them for a moment. */
async function update(client: SkeinClient, project: Project, zip: Buffer): Promise<void> {
  await client.functions.updateSettings(project.name, settingsOf(project));
  await client.functions.waitUntilReady(project.name);
  await client.functions.updateCode(project.name, zip);
}

function settingsOf({
  runtime,
  handler,
  description,
  memoryMb,
  timeoutSeconds,
  ephemeralStorageMb,
  environment,
}: Project): FunctionSettingsInput {
  return { runtime, handler, description, memoryMb, timeoutSeconds, ephemeralStorageMb, environment };
}

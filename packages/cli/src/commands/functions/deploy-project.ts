import type { FunctionConfiguration, FunctionSettingsInput, SkeinClient } from '@skein/client';
import { Listr } from 'listr2';
import { buildPackage } from '../../build/build-package.ts';
import type { CommandContext } from '../../command.ts';
import { readProject } from '../../project/project.ts';
import type { Project } from '../../project/project.ts';

interface Deployment {
  zip?: Buffer;
  deployed?: FunctionConfiguration;
}

/** A function that was brought to the server. */
export interface Deployed {
  readonly name: string;
  readonly action: 'created' | 'updated';
  readonly function: FunctionConfiguration | undefined;
}

/** Builds the package of a folder's project here, and creates or updates the function. Shows its steps unless `silent`. */
export async function deployProject(context: CommandContext, client: SkeinClient, folder: string, silent: boolean): Promise<Deployed> {
  const project = await readProject(folder);
  const existing = await client.functions.find(project.name);
  const { deployed } = await steps(context, client, project, existing, silent).run({});
  return { name: project.name, action: existing ? 'updated' : 'created', function: deployed };
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

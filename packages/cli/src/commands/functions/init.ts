import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import { Option } from 'commander';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { LANGUAGES, languageOf, templateFiles } from '../../project/templates.ts';
import type { Language } from '../../project/templates.ts';

interface InitOptions {
  readonly language?: Language;
  readonly runtime?: string;
  readonly json?: true;
}

/** `skein init [FOLDER]`: a small function to begin with. */
export const addInit: CommandModule = (program, context) => {
  program
    .command('init')
    .description('make a folder with a small function to begin with')
    .argument('[folder]', 'a new or empty folder; the function gets its name', '.')
    .addOption(new Option('--language <language>', 'what it is written in (default: python, or what the runtime runs)').choices(LANGUAGES))
    .option('--runtime <runtime>', 'such as python3.12 or nodejs22.x')
    .option('--json', 'print JSON for programs instead of text for people')
    .action((folder: string, options: InitOptions) => context.run(() => init(context, folder, options)));
};

/** Makes the folder and writes what is in it. Throws `usage` when it is not empty. */
export async function init({ print }: CommandContext, folder: string, { language, runtime, json }: InitOptions): Promise<ExitCode> {
  const dir = path.resolve(folder);
  const files = templateFiles(path.basename(dir), language ?? languageOf(runtime), runtime);
  await makeEmptyFolder(dir);
  for (const [file, content] of Object.entries(files)) await writeFile(path.join(dir, file), content, { flag: 'wx' });
  const names = Object.keys(files);
  if (json) print(renderJson({ folder: dir, files: names }));
  else
    print(
      [`Made ${names.map((name) => path.join(folder, name)).join(', ')}.`, '', 'Next:', ...nextSteps(folder, path.basename(dir))].join(
        '\n',
      ),
    );
  return EXIT_CODES.ok;
}

function nextSteps(folder: string, name: string): string[] {
  return [`  skein deploy ${folder}`, `  skein invoke ${name} --payload '{"name": "you"}' --log`];
}

async function makeEmptyFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const present = await readdir(dir);
  if (present.length > 0) throw new SkeinError('usage', { reason: `${dir} is not empty: it holds ${present.slice(0, 5).join(', ')}.` });
}

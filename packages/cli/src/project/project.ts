import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import { z } from 'zod';

export const PROJECT_FILE = 'skein.json';

/** What `skein.json` says. The server checks names and ranges; this is about the shape only. */
const projectSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).optional(),
  runtime: z.string().min(1),
  handler: z.string().min(1),
  description: z.string().optional(),
  memoryMb: z.number().optional(),
  timeoutSeconds: z.number().optional(),
  ephemeralStorageMb: z.number().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  /** Patterns of files that stay out of the package, such as `tests/**`. */
  exclude: z.array(z.string()).default([]),
});

/** A folder with a function in it. */
export interface Project extends Omit<z.infer<typeof projectSchema>, '$schema' | 'name'> {
  readonly name: string;
  /** Absolute path. */
  readonly dir: string;
}

/** Reads the project in a folder; without a name of its own it has the folder's. Throws `usage`, which says what is wrong with it. */
export async function readProject(folder: string): Promise<Project> {
  const dir = path.resolve(folder);
  const file = path.join(dir, PROJECT_FILE);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new SkeinError('usage', { reason: `There is no ${file}. \`skein init ${folder}\` makes one.` });
  });
  const { $schema: _schema, ...project } = parse(file, text);
  return { ...project, name: project.name ?? path.basename(dir), dir };
}

function parse(file: string, text: string): z.infer<typeof projectSchema> {
  try {
    return projectSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? explain(error) : String(error instanceof Error ? error.message : error);
    throw new SkeinError('usage', { reason: `${file} is not as it should be: ${reason}` }, { cause: error });
  }
}

function explain({ issues }: z.ZodError): string {
  return issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`)).join('; ');
}

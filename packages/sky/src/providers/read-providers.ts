import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

const address = z
  .url({ protocol: /^https?$/ })
  .refine(hasNoCredentials, 'Credentials do not belong in an address: name keyFile or keyVariable.');

const anotherSkein = z
  .strictObject({
    name,
    kind: z.literal('skein'),
    endpoint: address,
    plan: z.string().default('own'),
    /** Where the secret of a key is, when the server asks for one: a file, beginning at this file's folder, or an environment variable. */
    keyFile: z.string().min(1).optional(),
    keyVariable: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]*$/)
      .optional(),
  })
  .refine(({ keyFile, keyVariable }) => keyFile === undefined || keyVariable === undefined, 'Name keyFile or keyVariable, not both.');

const aws = z.strictObject({
  name,
  kind: z.literal('aws'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  /** Credentials themselves are never in this file. */
  profile: z.string().min(1).optional(),
  role: z.string().startsWith('arn:').optional(),
  endpoints: z.strictObject({ lambda: address, iam: address, logs: address }).partial().optional(),
});

const providersFile = z.strictObject({ providers: z.array(z.discriminatedUnion('kind', [anotherSkein, aws])) });

/** A provider as the operator describes it. */
export type ProviderConfig = z.infer<typeof providersFile>['providers'][number];

/** Names that the server gives itself. */
const RESERVED = /^(skein|simulated-.*)$/;

/** Reads the file that names other providers; none without a file. Rejects with `invalid_configuration`. */
export async function readProviders(file: string | undefined): Promise<readonly ProviderConfig[]> {
  if (file === undefined) return [];
  try {
    const { providers } = providersFile.parse(JSON.parse(await readFile(file, 'utf8')));
    const names = providers.map((each) => each.name);
    const bad = names.find((each, index) => RESERVED.test(each) || names.indexOf(each) !== index);
    if (bad !== undefined) throw invalid(`the name ${bad} is taken.`);
    return providers.map((each) => withPathsFrom(path.dirname(file), each));
  } catch (error) {
    if (error instanceof SkeinError) throw error;
    throw invalid(`${file}: ${explain(error)}`);
  }
}

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function withPathsFrom(folder: string, config: ProviderConfig): ProviderConfig {
  if (config.kind !== 'skein' || config.keyFile === undefined) return config;
  return { ...config, keyFile: path.resolve(folder, config.keyFile) };
}

function invalid(reason: string): SkeinError {
  return new SkeinError('invalid_configuration', { setting: 'SKEIN_PROVIDERS', reason });
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  // A parser's own words quote the text, and somebody may have put a secret into it.
  if (error instanceof SyntaxError) return `it is no JSON${/ at position \d+/.exec(error.message)?.[0] ?? ''}.`;
  return error instanceof Error ? error.message : String(error);
}

import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

const address = z.url({ protocol: /^https?$/ });

const anotherSkein = z.strictObject({ name, kind: z.literal('skein'), endpoint: address, plan: z.string().default('own') });

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
export async function readProviders(path: string | undefined): Promise<readonly ProviderConfig[]> {
  if (path === undefined) return [];
  try {
    const { providers } = providersFile.parse(JSON.parse(await readFile(path, 'utf8')));
    const names = providers.map((each) => each.name);
    const bad = names.find((each, index) => RESERVED.test(each) || names.indexOf(each) !== index);
    if (bad !== undefined) throw invalid(`the name ${bad} is taken.`);
    return providers;
  } catch (error) {
    if (error instanceof SkeinError) throw error;
    throw invalid(`${path}: ${explain(error)}`);
  }
}

function invalid(reason: string): SkeinError {
  return new SkeinError('invalid_configuration', { setting: 'SKEIN_PROVIDERS', reason });
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

import { GENERATORS } from '../generate/generators.ts';
import type { Generator } from '../generate/generators.ts';
import type { RepositoryFile } from '../lib/repository.ts';
import type { Finding } from './check.ts';

/** Generated documents that do not say what the code says now. */
export async function findStaleDocuments(
  files: readonly RepositoryFile[],
  generators: readonly Generator[] = GENERATORS,
): Promise<readonly Finding[]> {
  const findings = generators.map(async (generator): Promise<readonly Finding[]> => {
    const present = files.find((file) => file.path === generator.outputPath)?.text;
    if (present === (await generator.render())) return [];
    return [{ path: generator.outputPath, message: `is ${present === undefined ? 'missing' : 'out of date'}: run npm run generate` }];
  });
  return (await Promise.all(findings)).flat();
}

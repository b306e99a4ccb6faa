import type { RepositoryFile } from './repository.ts';

const SOURCE = /\.(ts|mts|mjs|cjs|js)$/;
const OTHER_CODE = /(\.(py|sh)|^\.ci\/run)$/;

/** Written by a program or recorded from one, not by people. */
export function isGenerated(file: RepositoryFile): boolean {
  return /(^|\/)(docs\/reference|openapi|fixtures|recordings)\/|^package-lock\.json$/.test(file.path);
}

/** TypeScript or JavaScript. */
export function isSource(file: RepositoryFile): boolean {
  return SOURCE.test(file.path) && !isGenerated(file);
}

/** Anything that people program. */
export function isCode(file: RepositoryFile): boolean {
  return isSource(file) || (OTHER_CODE.test(file.path) && !isGenerated(file));
}

export function isPython(file: RepositoryFile): boolean {
  return file.path.endsWith('.py') && !isGenerated(file);
}

export function isDocument(file: RepositoryFile): boolean {
  return file.path.endsWith('.md');
}

/** Test code may do what product code may not. Conformance suites are tests that a package offers to others. */
export function isTestCode(file: RepositoryFile): boolean {
  return /(^|\/)(tests|conformance)\//.test(file.path) || file.path.endsWith('.test.ts');
}

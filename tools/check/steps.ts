import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ALLOWED_IMPORTS } from './boundaries.data.ts';
import { findBoundaryViolations } from './boundaries.ts';
import { findMissingPaths } from './named-paths.ts';
import { readRepositoryFiles } from './repository-files.ts';
import { ROOT, findingsStep, programStep } from './step.ts';
import type { Step } from './step.ts';
import { findUntidiness } from './tidy.ts';

/** Everything `npm run check` looks at. */
export const STEPS: readonly Step[] = [
  programStep('format', 'oxfmt', '--check'),
  programStep('lint', 'oxlint', '--type-aware'),
  programStep('types', 'tsc', '--noEmit', '-p', 'tsconfig.json'),
  findingsStep('boundaries', async () => {
    const files = await readRepositoryFiles(ROOT, (filePath) => /^packages\/[^/]+\/src\/.*\.ts$/.test(filePath));
    return findBoundaryViolations(files, { allowed: ALLOWED_IMPORTS, declared: await readDeclared() });
  }),
  findingsStep('tidy', async () => findUntidiness(await readRepositoryFiles(ROOT, (filePath) => /\.(ts|mjs|py|md)$/.test(filePath)))),
  findingsStep('named paths', async () => {
    const documents = await readRepositoryFiles(ROOT, (filePath) => filePath.endsWith('.md'));
    return findMissingPaths(documents, (filePath) => existsSync(path.join(ROOT, filePath)));
  }),
];

async function readDeclared(): Promise<Record<string, readonly string[]>> {
  const entries = Object.keys(ALLOWED_IMPORTS).map(async (room) => {
    const text = await readFile(path.join(ROOT, 'packages', room, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    return [room, Object.keys(dependencies)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

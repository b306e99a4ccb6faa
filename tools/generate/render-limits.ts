import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as contracts from '@skein/contracts';
import { ROOT_DIR } from '../lib/root.ts';
import { listDocumentedConstants } from './documented-constants.ts';
import { generatedFrom, renderTable } from './markdown.ts';

const SOURCE_PATH = 'packages/contracts/src/limits.ts';

/** Every limit with its value and what its doc comment says. */
export async function renderLimits(): Promise<string> {
  const constants = listDocumentedConstants(SOURCE_PATH, await readFile(join(ROOT_DIR, SOURCE_PATH), 'utf8'));
  const values: Readonly<Record<string, unknown>> = contracts;
  const rows = constants.map(({ name, documentation }) => [`\`${name}\``, String(values[name]), documentation]);
  const introduction = [
    '# Limits',
    '',
    generatedFrom(SOURCE_PATH),
    '',
    'What Skein accepts, keeps or waits for, at most. Where AWS Lambda documents a value, it is the default here.',
    'The unit is in the name: bytes, MB (1,048,576 bytes), seconds or ms.',
  ];
  return [...introduction, '', renderTable(['limit', 'value', 'meaning'], rows), ''].join('\n');
}

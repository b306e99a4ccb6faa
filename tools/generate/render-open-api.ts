import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { renderOpenApi } from '@skein/contracts';

/** The OpenAPI document, as a server of this release answers it. */
export async function renderOpenApiFile(): Promise<string> {
  const manifest = await readFile(path.join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return `${JSON.stringify(renderOpenApi(version), undefined, 2)}\n`;
}

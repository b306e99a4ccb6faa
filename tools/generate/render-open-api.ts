import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { V1_ROUTES, renderOpenApi } from '@skein/contracts';

/** The OpenAPI document of `/v1`, as a server of this release answers it. */
export async function renderOpenApiFile(): Promise<string> {
  const manifest = await readFile(path.join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return `${JSON.stringify(renderOpenApi(Object.values(V1_ROUTES), version), undefined, 2)}\n`;
}

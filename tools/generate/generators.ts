import { renderCli } from './render-cli.ts';
import { renderConfig } from './render-config.ts';
import { renderErrors } from './render-errors.ts';
import { renderIsolation } from './render-isolation.ts';
import { renderOpenApiFile } from './render-open-api.ts';
import { renderLimits } from './render-limits.ts';

/** Writes one document from what the code says. */
export interface Generator {
  readonly name: string;
  /** Relative to the repository. */
  readonly outputPath: string;
  /** The whole text of the document; the same for the same sources. */
  render(): Promise<string>;
}

/** Every generated document. To add one: a function that renders it, and a line here. */
export const GENERATORS: readonly Generator[] = [
  { name: 'cli', outputPath: 'docs/reference/cli.md', render: renderCli },
  { name: 'config', outputPath: 'docs/reference/config.md', render: renderConfig },
  { name: 'errors', outputPath: 'docs/reference/errors.md', render: renderErrors },
  { name: 'isolation', outputPath: 'docs/reference/isolation.md', render: renderIsolation },
  { name: 'limits', outputPath: 'docs/reference/limits.md', render: renderLimits },
  { name: 'openapi', outputPath: 'docs/reference/openapi.json', render: renderOpenApiFile },
];

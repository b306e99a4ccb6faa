import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import type { Project } from '../project/project.ts';

const COMPILED = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts'];
const SHOWN_ERRORS = 10;

/** The TypeScript file behind a handler; undefined when its file is JavaScript, which then needs no bundling. */
export async function findTypeScript({ dir, handler, runtime }: Project): Promise<string | undefined> {
  if (!runtime.startsWith('nodejs')) return undefined;
  const module = handler.slice(0, handler.lastIndexOf('.'));
  for (const extension of COMPILED) if (await isFile(path.join(dir, module + extension))) return undefined;
  for (const extension of TYPESCRIPT) if (await isFile(path.join(dir, module + extension))) return module + extension;
  return undefined;
}

/**
 * Bundles a TypeScript handler with all it imports into one module that the runtime's Node.js can load. Types are dropped, not
 * checked. Throws `build_failed`.
 */
export async function bundleTypeScript({ dir, runtime }: Project, entry: string, targetDir: string): Promise<void> {
  const { build } = await import('esbuild');
  const major = /\d+/.exec(runtime)?.[0] ?? '20';
  const outfile = path.join(targetDir, entry.replace(/\.[mc]?ts$/, '.mjs'));
  const options = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${major}`,
    sourcemap: 'inline',
    logLevel: 'silent',
  } as const;
  // Packages in the older module format call `require`, which a module of the newer one does not have.
  const banner = {
    js: "import { createRequire as skeinCreateRequire } from 'node:module'; const require = skeinCreateRequire(import.meta.url);",
  };
  try {
    await build({ ...options, banner, outfile, absWorkingDir: dir, entryPoints: [entry], sourcesContent: false });
  } catch (error) {
    throw new SkeinError('build_failed', { reason: `${entry}: ${explain(error)}` }, { cause: error });
  }
}

interface BuildMessage {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

function explain(error: unknown): string {
  const { errors } = error as { errors?: readonly BuildMessage[] };
  if (errors === undefined) return String(error);
  const lines = errors.map(({ text, location }) => (location ? `${location.file}:${location.line}:${location.column}: ${text}` : text));
  return lines.slice(0, SHOWN_ERRORS).join('\n');
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

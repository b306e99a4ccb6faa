import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import { addFiles, isFree } from '../pack/add-files.ts';
import { quoteName } from '../package-errors.ts';
import { readTree } from '../zip/read-tree.ts';
import type { CodeTree } from '../zip/read-tree.ts';

/** A Lambda-style function that is to run on another platform. */
export interface PackageToWrap {
  readonly zip: Buffer;
  /** As Lambda names it, such as `python3.12` or `nodejs22.x`. */
  readonly runtime: string;
  readonly handler: string;
  readonly functionName: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

export type Language = 'python' | 'nodejs';

/** Contents of files by the paths that they get. */
export type AddedFiles = Readonly<Record<string, string>>;

/** What a platform needs besides the handler. */
export interface Platform {
  /** For people. */
  readonly name: string;
  /** `tree` is the function's own code. */
  files(language: Language, toWrap: PackageToWrap, tree: CodeTree): Promise<AddedFiles>;
  /** Paths that have a meaning of their own there, and would keep the added files from being used. */
  readonly mistaken: Readonly<Record<Language, readonly string[]>>;
}

const FOLDER = new URL('../../wrapper-files/', import.meta.url);

/** A file that is added to packages as it is. */
export function readWrapperFile(path: string): Promise<string> {
  return readFile(new URL(path, FOLDER), 'utf8');
}

/**
 * A package as a platform wants it: the function's own files, which are as they were, and between them and the platform a thin wrapper that
 * calls the handler as Lambda does. Throws `unsupported_runtime`, `package_name_taken` and `invalid_package`.
 */
export async function wrapPackage(platform: Platform, toWrap: PackageToWrap): Promise<Buffer> {
  const language = languageOf(toWrap.runtime);
  const tree = await readTree(toWrap.zip);
  const files = { ...(await sharedFiles(language, toWrap)), ...(await platform.files(language, toWrap, tree)) };
  const mistaken = [...platform.mistaken[language], ...Object.keys(files).flatMap(hidingPackages)];
  const taken =
    Object.keys(files).find((path) => !isFree(tree, path)) ?? mistaken.find((path) => tree.files.some((file) => file.path === path));
  if (taken !== undefined) throw new SkeinError('package_name_taken', { path: quoteName(taken), platform: platform.name });
  return await addFiles(toWrap.zip, files);
}

/** The package with the adapter alone, `skein_lambda`, for a platform that calls it itself. Throws what `wrapPackage` throws. */
export function addAdapter(toWrap: PackageToWrap): Promise<Buffer> {
  return wrapPackage({ name: 'Skein', files: () => Promise.resolve({}), mistaken: { python: [], nodejs: [] } }, toWrap);
}

async function sharedFiles(language: Language, toWrap: PackageToWrap): Promise<AddedFiles> {
  const { handler, functionName, memoryMb, timeoutSeconds } = toWrap;
  const adapter = language === 'python' ? 'skein_lambda.py' : 'skein-lambda.cjs';
  return {
    [adapter]: await readWrapperFile(adapter),
    'skein_settings.json': `${JSON.stringify({ handler, functionName, memoryMb, timeoutSeconds })}\n`,
  };
}

function languageOf(runtime: string): Language {
  if (runtime.startsWith('python')) return 'python';
  if (runtime.startsWith('nodejs')) return 'nodejs';
  throw new SkeinError('unsupported_runtime', { runtime });
}

/** To Python, a package `main` comes before the module `main.py`. */
function hidingPackages(path: string): readonly string[] {
  return path.endsWith('.py') ? [`${path.slice(0, -'.py'.length)}/__init__.py`] : [];
}

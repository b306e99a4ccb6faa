import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import { addFiles } from '../pack/add-files.ts';

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
export type Platform = (language: Language, toWrap: PackageToWrap) => Promise<AddedFiles>;

const FOLDER = new URL('../../wrapper-files/', import.meta.url);
/**
 * Where the function's own files are in a wrapped package: platforms give names at the root, and in the folders there, meanings of their own,
 * and a function may have any name.
 */
const CODE_FOLDER = 'skein/code/';

/** A file that is added to packages as it is. */
export function readWrapperFile(path: string): Promise<string> {
  return readFile(new URL(path, FOLDER), 'utf8');
}

/**
 * A package as a platform wants it: the function's own files, which are as they were in a folder of their own, and between them and the
 * platform a thin wrapper that calls the handler as Lambda does. Throws `unsupported_runtime` and `invalid_package`.
 */
export async function wrapPackage(platform: Platform, toWrap: PackageToWrap): Promise<Buffer> {
  const language = languageOf(toWrap.runtime);
  const files = { ...(await sharedFiles(language, toWrap, CODE_FOLDER)), ...(await platform(language, toWrap)) };
  return await addFiles(toWrap.zip, files, CODE_FOLDER);
}

/**
 * The package with the adapter alone, `skein_lambda`, for a platform that calls it itself. The function's own files stay where they are. Throws
 * `unsupported_runtime` and `invalid_package`.
 */
export async function addAdapter(toWrap: PackageToWrap): Promise<Buffer> {
  return await addFiles(toWrap.zip, await sharedFiles(languageOf(toWrap.runtime), toWrap, ''));
}

async function sharedFiles(language: Language, toWrap: PackageToWrap, codeFolder: string): Promise<AddedFiles> {
  const { handler, functionName, memoryMb, timeoutSeconds } = toWrap;
  const adapter = language === 'python' ? 'skein_lambda.py' : 'skein-lambda.cjs';
  return {
    [adapter]: await readWrapperFile(adapter),
    'skein_settings.json': `${JSON.stringify({ handler, functionName, memoryMb, timeoutSeconds, codeFolder })}\n`,
  };
}

function languageOf(runtime: string): Language {
  if (runtime.startsWith('python')) return 'python';
  if (runtime.startsWith('nodejs')) return 'nodejs';
  throw new SkeinError('unsupported_runtime', { runtime });
}

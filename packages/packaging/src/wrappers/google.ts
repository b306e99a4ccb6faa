import { readWrapperFile, wrapPackage } from './wrap-package.ts';
import type { AddedFiles, Language, PackageToWrap } from './wrap-package.ts';

/** Of the package's root: what the function's own files are is said by the `package.json` beside them. */
const PACKAGE_JSON = `${JSON.stringify({ private: true, type: 'commonjs', main: 'index.js' })}\n`;

/**
 * Google Cloud Functions and Cloud Run functions: an HTTP function `skein` (`--entry-point`, `FUNCTION_TARGET`), which the functions framework
 * finds in `main.py` or `index.js` (docs.cloud.google.com/run/docs/write-functions, read 2026-11-21). The framework itself is added by
 * Google's build.
 */
async function googleFiles(language: Language): Promise<AddedFiles> {
  if (language === 'python') return { 'main.py': await readWrapperFile('google/main.py') };
  return { 'index.js': await readWrapperFile('google/index.js'), 'package.json': PACKAGE_JSON };
}

/** See `wrapPackage`. */
export function wrapForGoogle(toWrap: PackageToWrap): Promise<Buffer> {
  return wrapPackage(googleFiles, toWrap);
}

import { readWholeContent } from '../zip/read-content.ts';
import type { CodeTree } from '../zip/read-tree.ts';
import { readWrapperFile, wrapPackage } from './wrap-package.ts';
import type { AddedFiles, Language, PackageToWrap, Platform } from './wrap-package.ts';

/** Name of the function that the framework is told to call: `--entry-point`, `FUNCTION_TARGET`. */
const ENTRY_POINT = 'skein';

const COMMON_JS = `exports.${ENTRY_POINT} = require('./skein-google.cjs').${ENTRY_POINT};\n`;
const ES_MODULE = `import wrapper from './skein-google.cjs';\n\nexport const ${ENTRY_POINT} = wrapper.${ENTRY_POINT};\n`;
/** Nobody writes a larger package.json; one that is larger is not read. */
const PACKAGE_JSON_MAX_BYTES = 1_048_576;

/**
 * Google Cloud Functions and Cloud Run functions: an HTTP function `skein`, which the functions framework finds in `main.py` or `index.js`
 * (docs.cloud.google.com/run/docs/write-functions, read 2026-11-21). The framework itself is added by Google's build.
 */
const GOOGLE: Platform = {
  name: 'Google Cloud Functions',
  mistaken: { python: [], nodejs: [] },
  async files(language: Language, { zip }: PackageToWrap, tree: CodeTree): Promise<AddedFiles> {
    if (language === 'python') return { 'main.py': await readWrapperFile('google/main.py') };
    const index = (await isModule(zip, tree)) ? ES_MODULE : COMMON_JS;
    return { 'index.js': index, 'skein-google.cjs': await readWrapperFile('google/skein-google.cjs') };
  },
};

/** See `wrapPackage`. */
export function wrapForGoogle(toWrap: PackageToWrap): Promise<Buffer> {
  return wrapPackage(GOOGLE, toWrap);
}

/** Whether `.js` files of a package are ES modules, by its own `package.json`. */
async function isModule(zip: Buffer, { files }: CodeTree): Promise<boolean> {
  const description = files.find(({ path }) => path === 'package.json');
  if (description === undefined || description.data.sizeBytes > PACKAGE_JSON_MAX_BYTES) return false;
  try {
    const parsed: unknown = JSON.parse((await readWholeContent(zip, description)).toString());
    return typeof parsed === 'object' && parsed !== null && 'type' in parsed && parsed.type === 'module';
  } catch {
    return false;
  }
}

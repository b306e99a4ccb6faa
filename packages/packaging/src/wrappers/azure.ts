import { readWrapperFile, wrapPackage } from './wrap-package.ts';
import type { AddedFiles, Language, PackageToWrap } from './wrap-package.ts';

/** The folder of the one function in the app; the app has the function's own name. */
const FUNCTION_FOLDER = 'skein_function';

const SECONDS_PER_MINUTE = 60;
const ENTRIES = { python: '__init__.py', nodejs: 'index.cjs' } as const;
/** The name of what a function answers with: its return value, or a property of the context. */
const ANSWERS = { python: '$return', nodejs: 'res' } as const;

/**
 * Azure Functions: an app with one HTTP function, described by its `function.json` (learn.microsoft.com/azure/azure-functions, the references
 * for Python developers, model v1, and for Node.js developers, model v3, read 2026-11-21).
 */
async function azureFiles(language: Language, { timeoutSeconds }: PackageToWrap): Promise<AddedFiles> {
  const entry = ENTRIES[language];
  return {
    'host.json': toJson({ version: '2.0', functionTimeout: toTimeSpan(timeoutSeconds) }),
    [`${FUNCTION_FOLDER}/function.json`]: toJson(describeFunction(language)),
    [`${FUNCTION_FOLDER}/${entry}`]: await readWrapperFile(`azure/${entry}`),
  };
}

/** See `wrapPackage`. */
export function wrapForAzure(toWrap: PackageToWrap): Promise<Buffer> {
  return wrapPackage(azureFiles, toWrap);
}

function describeFunction(language: Language): object {
  const request = language === 'python' ? 'req' : 'request';
  return {
    scriptFile: ENTRIES[language],
    bindings: [
      { authLevel: 'function', type: 'httpTrigger', direction: 'in', name: request, methods: ['post'], route: 'invoke' },
      { type: 'http', direction: 'out', name: ANSWERS[language] },
    ],
  };
}

/** hh:mm:ss */
function toTimeSpan(seconds: number): string {
  const parts = [seconds / SECONDS_PER_MINUTE ** 2, (seconds / SECONDS_PER_MINUTE) % SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

function toJson(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

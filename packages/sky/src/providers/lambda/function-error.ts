import type { OutcomeError } from '@skein/contracts';

const BY_TYPE: readonly (readonly [RegExp, OutcomeError])[] = [
  [/^Sandbox\.Timedout$/, 'timeout'],
  [/^Runtime\.(OutOfMemory|OutOfMemoryError)$/, 'out_of_memory'],
  [/^Runtime\.ExitError$/, 'exit'],
  [/^Runtime\.(ImportModuleError|UserCodeSyntaxError|HandlerNotFound|MalformedHandlerName)$/, 'init_error'],
  [/^Function\.ResponseSizeTooLarge$/, 'response_too_large'],
];

/** Why a function has no result, from its error document as Lambda writes it. Older ones name a timeout only in their text. */
export function functionError(document: Buffer): OutcomeError {
  const { errorType, errorMessage } = readDocument(document);
  if (/Task timed out after [\d.]+ seconds$/.test(errorMessage)) return 'timeout';
  return BY_TYPE.find(([pattern]) => pattern.test(errorType))?.[1] ?? 'handler_error';
}

function readDocument(document: Buffer): { readonly errorType: string; readonly errorMessage: string } {
  try {
    const parsed: unknown = JSON.parse(document.toString());
    const { errorType = '', errorMessage = '' } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>;
    return { errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { errorType: '', errorMessage: '' };
  }
}

import { EVENT_ERROR_MAX_LENGTH } from '@skein/contracts';

/** What a function says about its failure in the document it answers with: the type and the text. Undefined when it says neither. */
export function describeFailure(answer: Buffer): string | undefined {
  const { errorType, errorMessage } = readDocument(answer);
  const said = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '').join(': ');
  if (said.length <= EVENT_ERROR_MAX_LENGTH) return said === '' ? undefined : said;
  return `${said.slice(0, EVENT_ERROR_MAX_LENGTH - 1)}…`;
}

interface ErrorDocument {
  readonly errorType?: unknown;
  readonly errorMessage?: unknown;
}

function readDocument(answer: Buffer): ErrorDocument {
  try {
    const document: unknown = JSON.parse(answer.toString());
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}

import { ERROR_KINDS } from '@skein/contracts';
import type { ErrorKind } from '@skein/contracts';
import { generatedFrom, renderTable } from './markdown.ts';

/** The catalogue of errors as a document. */
export function renderErrors(): Promise<string> {
  const sections = Object.entries(ERROR_KINDS).map(([code, kind]) => renderKind(code, kind));
  const introduction = [
    '# Errors',
    '',
    generatedFrom('packages/contracts/src/errors/kinds.ts'),
    '',
    'Every error has a stable code. A `{name}` in a message stands for a detail of the error. Only faults of the system are alerts for the operator.',
    '`Retry` says whether the same request may succeed later without a change.',
  ];
  const table = renderTable(
    ['code', 'status', 'fault', 'retry'],
    Object.entries(ERROR_KINDS).map(([code, kind]) => [
      `[\`${code}\`](#${code})`,
      String(kind.httpStatus),
      kind.fault,
      kind.retryable ? 'yes' : 'no',
    ]),
  );
  return Promise.resolve([...introduction, '', table, '', ...sections].join('\n'));
}

function renderKind(code: string, kind: ErrorKind): string {
  return [`## ${code}`, '', kind.message, '', kind.remedy, ''].join('\n');
}

import { STATUS_CODES } from 'node:http';
import { TASK_ERROR_FORM, toSkeinError } from '@skein/contracts';
import type { ErrorCode } from '@skein/contracts';

const TASK_PATH = /^\/(register_function|execute_function|status|result)(\/|\?|$)/;

/** Whether errors of a request have to be in the form of the task API. */
export function isTaskPath(url: string): boolean {
  return TASK_PATH.test(url);
}

/** What FastAPI itself says, without a word about the request. */
const BARE: ReadonlySet<ErrorCode> = new Set(['route_not_found', 'method_not_allowed']);

/** An error as FastAPI says it: its text under `detail`, or a list of what is wrong with the parts of the request. */
export function renderTaskError(thrown: unknown): { readonly status: number; readonly body: { readonly detail: unknown } } {
  const error = toSkeinError(thrown);
  const status = TASK_ERROR_FORM.statuses[error.code] ?? error.kind.httpStatus;
  if (BARE.has(error.code)) return { status, body: { detail: STATUS_CODES[status] } };
  const { problems } = error.details;
  return { status, body: { detail: typeof problems === 'string' ? (JSON.parse(problems) as unknown) : error.message } };
}

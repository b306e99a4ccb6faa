import { STATUS_CODES } from 'node:http';
import type { Scope } from '@skein/contracts';
import type { Persistence } from '../front/hot-answer.ts';
import { renderLambdaError } from './errors.ts';

/** A whole HTTP answer for an Invoke that failed before or instead of running. */
export function encodeLambdaError(thrown: unknown, requestId: string, scope: Scope, persistence: Persistence): Buffer {
  const { status, name, fields } = renderLambdaError(thrown, scope);
  const body = JSON.stringify(fields);
  return Buffer.from(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: ${persistence}\r\nx-amzn-RequestId: ${requestId}\r\nx-amzn-ErrorType: ${name}\r\n\r\n${body}`,
  );
}

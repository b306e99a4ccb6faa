import { METHODS, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HEADER_MAX_BYTES, SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import { renderLambdaError } from './lambda/errors.ts';
import { LAMBDA_PATH } from './lambda/path.ts';
import { renderV1Error } from './v1/errors.ts';

/** What Node.js says about bytes that are no request it takes; the packet holds the bytes that were at fault. */
export interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

const REQUEST_LINE = /^([A-Za-z-]{1,32}) (\S+) HTTP\/1\.[01]\r?\n/;

/** Answers what could not be read as a request, and ends the connection: where the next request would begin is not known. */
export function answerClientError(error: ClientError, socket: Socket, requestId: string, scope: Scope): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [, method, path] = REQUEST_LINE.exec(Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : '') ?? [];
  socket.end(encodeRefusal(translate(error, method, path), path, requestId, scope));
}

/** The whole answer to what never became a request: in the form of the API that the path belongs to; AWS's name is in the header in any case. */
export function encodeRefusal(error: SkeinError, path: string | undefined, requestId: string, scope: Scope): Buffer {
  const lambda = renderLambdaError(error, scope);
  const { status, body } = LAMBDA_PATH.test(path ?? '') ? { status: lambda.status, body: lambda.fields } : renderV1Error(error);
  const text = JSON.stringify(body);
  return Buffer.from(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\nx-amzn-RequestId: ${requestId}\r\n` +
      `x-amzn-ErrorType: ${lambda.name}\r\n\r\n${text}`,
  );
}

function translate(error: ClientError, method: string | undefined, path: string | undefined): SkeinError {
  const options = { cause: error };
  if (error.code === 'HPE_HEADER_OVERFLOW') return new SkeinError('headers_too_large', { limitBytes: HEADER_MAX_BYTES }, options);
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return new SkeinError('request_timeout', {}, options);
  // A method that HTTP knows was not what is at fault: something after that request was, which may share its packet.
  if (error.code === 'HPE_INVALID_METHOD' && method !== undefined && path !== undefined && !METHODS.includes(method))
    return new SkeinError('method_not_allowed', { method, path }, options);
  return new SkeinError('invalid_request', { reason: `${error.message}.` }, options);
}

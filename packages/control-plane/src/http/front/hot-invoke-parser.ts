import { HEADER_MAX_BYTES, INVOKE_BODY_MAX_BYTES } from '@skein/contracts';
import { isReadableType } from '../lambda/media-type.ts';

/**
 * Recognises the one request that matters for speed: a plain synchronous Invoke, as the AWS tools send it. The parser is strict on
 * purpose. Whatever it does not know for certain, including everything malformed, it leaves to the ordinary HTTP server.
 */
export interface HotInvoke {
  readonly functionName: string;
  /** As they came, each found to be a header. */
  readonly headerLines: readonly string[];
  /** Offset of the body in the bytes that were parsed. */
  readonly bodyOffset: number;
  readonly bodyBytes: number;
}

const REQUEST_LINE = /^POST \/2015-03-31\/functions\/([A-Za-z0-9_-]{1,64})\/invocations HTTP\/1\.1$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*)$/;
const LENGTH = /^\d{1,7}$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const HOST = /^[A-Za-z0-9._-]{1,255}(:\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?$/;
const HEAD_END = '\r\n\r\n';

/** Headers that change what the request means; with one of them the ordinary server answers. */
const NOT_HOT = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'origin',
  'te',
  'trailer',
  'content-encoding',
  'x-amz-client-context',
  'x-amzn-trace-id',
]);

/** Headers with one value that is hot; any other value is not. */
const ONLY_WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ['connection', 'keep-alive'],
  ['x-amz-invocation-type', 'requestresponse'],
  ['x-amz-log-type', 'none'],
]);

/**
 * What the bytes say, if they begin with the whole head of a hot Invoke. The body may still be incomplete. `anyHost` takes every name of
 * the server, not only those of loopback.
 */
export function parseHotInvoke(bytes: Buffer, anyHost = false): HotInvoke | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4f) return undefined;
  const headBytes = bytes.subarray(0, HEADER_MAX_BYTES).indexOf(HEAD_END);
  if (headBytes < 0) return undefined;
  const [requestLine = '', ...headerLines] = bytes.toString('latin1', 0, headBytes).split('\r\n');
  const functionName = REQUEST_LINE.exec(requestLine)?.[1];
  if (functionName === undefined) return undefined;
  const bodyBytes = readHeaders(headerLines, anyHost ? HOST : LOOPBACK_HOST);
  if (bodyBytes === undefined || bodyBytes > INVOKE_BODY_MAX_BYTES) return undefined;
  return { functionName, headerLines, bodyOffset: headBytes + HEAD_END.length, bodyBytes };
}

/** Length of the body, if every header is one that a hot request may have. */
function readHeaders(lines: readonly string[], hostPattern: RegExp): number | undefined {
  let length: string | undefined;
  let host: string | undefined;
  for (const line of lines) {
    const match = HEADER_LINE.exec(line);
    if (match === null) return undefined;
    const name = (match[1] ?? '').toLowerCase();
    const value = (match[2] ?? '').trimEnd();
    if (name === 'content-length') {
      if (length !== undefined || !LENGTH.test(value)) return undefined;
      length = value;
    } else if (name === 'host') {
      if (host !== undefined || !hostPattern.test(value)) return undefined;
      host = value;
    } else if (!isHarmless(name, value)) {
      return undefined;
    }
  }
  return length === undefined || host === undefined ? undefined : Number(length);
}

function isHarmless(name: string, value: string): boolean {
  if (NOT_HOT.has(name)) return false;
  if (name === 'content-type') return isReadableType(value);
  const only = ONLY_WITH_VALUE.get(name);
  return only === undefined || value.toLowerCase() === only;
}

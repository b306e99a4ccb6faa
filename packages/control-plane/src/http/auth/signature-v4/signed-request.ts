import type { IncomingMessage } from 'node:http';

/** A request as it came. Every text in it stands for bytes, one character for each, as Node.js gives headers. */
export interface SignedRequest {
  readonly method: string;
  /** Still encoded. */
  readonly path: string;
  /** Behind the question mark, still encoded; empty when there is none. */
  readonly query: string;
  /** Names in lower case with values as they came, in order; a name may be there more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a signature is about in a request that Node.js has read. */
export function toSignedRequest({ method = '', url = '', rawHeaders }: IncomingMessage): SignedRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  }
  const queryAt = url.indexOf('?');
  if (queryAt < 0) return { method, path: url, query: '', headers };
  return { method, path: url.slice(0, queryAt), query: url.slice(queryAt + 1), headers };
}

/** The first value of a header. */
export function headerOf({ headers }: SignedRequest, name: string): string | undefined {
  return headers.find(([found]) => found === name)?.[1];
}

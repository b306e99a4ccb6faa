import type { SignedRequest } from './signed-request.ts';

/** Needs no change: nothing to encode, no empty segment and none with dots. */
const PLAIN_PATH = /^(?:\/(?![./])[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/;
const RESERVED = /[^A-Za-z0-9_.~-]/g;
const RESERVED_IN_PATH = /[^A-Za-z0-9_.~/-]/g;
const PAIR = /%([0-9A-Fa-f]{2})/g;

/**
 * What a signature is made over ("Create a signed AWS API request", step 1, in AWS's IAM user guide). The path is encoded once more
 * than it came, as for every service but S3.
 */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[], payloadHash: string): string {
  const { method, path, query } = request;
  const headers = canonicalHeaders(request, signedHeaders);
  return `${method}\n${canonicalPath(path)}\n${canonicalQuery(query)}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`;
}

/** Without dots and empty segments, and with every byte encoded that is neither unreserved nor a slash. */
export function canonicalPath(path: string): string {
  if (PLAIN_PATH.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const end = kept.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : '';
  return `/${kept.join('/')}${end}`.replaceAll(RESERVED_IN_PATH, encodeByte);
}

/** Sorted by name and value, both encoded in one way. The signature of a presigned URL is no part of what it signs. */
export function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [reencode(pair), ''] : [reencode(pair.slice(0, at)), reencode(pair.slice(at + 1))];
    })
    .filter(([name]) => name !== 'X-Amz-Signature');
  pairs.sort(([leftName = '', left = ''], [rightName = '', right = '']) => compare(leftName, rightName) || compare(left, right));
  return pairs.map((pair) => pair.join('=')).join('&');
}

/** The values of a name that comes more than once are joined in their order. */
function canonicalHeaders({ headers }: SignedRequest, names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    let values: string | undefined;
    for (const [found, value] of headers) {
      if (found === name) values = values === undefined ? squeeze(value) : `${values},${squeeze(value)}`;
    }
    text += `${name}:${values ?? ''}\n`;
  }
  return text;
}

function squeeze(value: string): string {
  return value.trim().replaceAll(/ {2,}/g, ' ');
}

function reencode(text: string): string {
  return text.replaceAll(PAIR, (_pair, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replaceAll(RESERVED, encodeByte);
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** By code, not by language. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

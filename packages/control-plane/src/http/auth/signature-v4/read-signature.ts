import { PRESIGNED_MAX_SECONDS, SkeinError } from '@skein/contracts';
import { headerOf } from './signed-request.ts';
import type { SignedRequest } from './signed-request.ts';

/** What a request says about its signature: in the header `Authorization`, or in the query of a presigned URL. */
export interface ClaimedSignature {
  readonly keyId: string;
  /** `20150830` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  /** Hex, as it came. */
  readonly signature: string;
  /** `20150830T123600Z` */
  readonly timestamp: string;
  readonly timeMs: number;
  /** How long a presigned URL holds; undefined for a signature in the header. */
  readonly expiresSeconds: number | undefined;
  /** What the request says that its payload's hash is; undefined when it does not say. */
  readonly payloadHash: string | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const SIGNED_HEADERS = /^[a-z0-9!#$%&'*+.^_`|~-]+(;[a-z0-9!#$%&'*+.^_`|~-]+)*$/;
const PARTS = ['Credential', 'SignedHeaders', 'Signature'] as const;

/** Whether a request carries a signature at all, good or bad. */
export function isSigned(request: SignedRequest): boolean {
  return headerOf(request, 'authorization')?.startsWith(ALGORITHM) ?? request.query.includes('X-Amz-Algorithm=');
}

/** Throws `signature_incomplete` for what is missing or cannot be read. */
export function readSignature(request: SignedRequest): ClaimedSignature {
  const authorization = headerOf(request, 'authorization');
  return authorization === undefined ? readQuery(request) : readHeader(request, authorization);
}

function readHeader(request: SignedRequest, authorization: string): ClaimedSignature {
  const parts = new Map<string, string>();
  for (const part of authorization.slice(ALGORITHM.length).split(',')) {
    const at = part.indexOf('=');
    parts.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  const missing = PARTS.filter((part) => !parts.get(part)).map((part) => `Authorization header requires '${part}' parameter.`);
  if (missing.length > 0) throw incomplete(missing.join(' '));
  const timestamp = headerOf(request, 'x-amz-date') ?? compactDate(headerOf(request, 'date'));
  if (timestamp === undefined) throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  return {
    ...readCredential(parts.get('Credential') ?? ''),
    ...readTimestamp(timestamp),
    signedHeaders: readSignedHeaders(parts.get('SignedHeaders') ?? ''),
    signature: parts.get('Signature') ?? '',
    expiresSeconds: undefined,
    payloadHash: headerOf(request, 'x-amz-content-sha256'),
  };
}

function readQuery(request: SignedRequest): ClaimedSignature {
  const query = new URLSearchParams(request.query);
  const read = (name: string): string => {
    const values = query.getAll(name);
    if (values.length !== 1 || !values[0]) throw incomplete(`AWS query-string parameters must include '${name}' once.`);
    return values[0];
  };
  if (read('X-Amz-Algorithm') !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': it must be ${ALGORITHM}.`);
  return {
    ...readCredential(read('X-Amz-Credential')),
    ...readTimestamp(read('X-Amz-Date')),
    signedHeaders: readSignedHeaders(read('X-Amz-SignedHeaders')),
    signature: read('X-Amz-Signature'),
    expiresSeconds: readExpires(read('X-Amz-Expires')),
    payloadHash: query.get('X-Amz-Content-Sha256') ?? headerOf(request, 'x-amz-content-sha256'),
  };
}

function readCredential(credential: string): Pick<ClaimedSignature, 'keyId' | 'date' | 'region' | 'service' | 'terminator'> {
  const [keyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!keyId || !date || !region || !service || !terminator || rest.length > 0) {
    throw incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.');
  }
  return { keyId, date, region, service, terminator };
}

function readTimestamp(timestamp: string): Pick<ClaimedSignature, 'timestamp' | 'timeMs'> {
  const [, year, month, day, hour, minute, second] = TIMESTAMP.exec(timestamp) ?? [];
  const timeMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (Number.isNaN(timeMs)) {
    throw incomplete("Date must be in ISO-8601 'basic format', e.g. 20150830T123600Z.");
  }
  return { timestamp, timeMs };
}

function readSignedHeaders(names: string): readonly string[] {
  if (!SIGNED_HEADERS.test(names)) throw incomplete('SignedHeaders must be names in lower case, separated by semicolons.');
  return names.split(';');
}

function readExpires(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,9}$/.test(text) && seconds > 0 && seconds <= PRESIGNED_MAX_SECONDS) return seconds;
  throw incomplete(`X-Amz-Expires must be a number of seconds from 1 to ${PRESIGNED_MAX_SECONDS}.`);
}

/** A date of HTTP in the form of a signature; undefined for none, and for one that cannot be read. */
function compactDate(date: string | undefined): string | undefined {
  const timeMs = Date.parse(date ?? '');
  return Number.isNaN(timeMs) ? undefined : compactTimestamp(timeMs);
}

/** `20150830T123600Z` */
export function compactTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function incomplete(reason: string): SkeinError {
  return new SkeinError('signature_incomplete', { reason });
}

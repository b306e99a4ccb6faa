import { canonicalRequest } from '../../src/http/auth/signature-v4/canonical-request.ts';
import { compactTimestamp } from '../../src/http/auth/signature-v4/read-signature.ts';
import { deriveSigningKey, hashOf, signCanonical } from '../../src/http/auth/signature-v4/signing.ts';

export interface RequestToSign {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  /** Now, when it is left out. */
  readonly timeMs?: number;
}

/** The headers of a request with a signature in them, made by what is tested with AWS's published cases. */
export function sign(key: { readonly id: string; readonly secret: string }, request: RequestToSign): Readonly<Record<string, string>> {
  const { method, url, host, headers, body, service, timeMs = Date.now() } = request;
  const timestamp = compactTimestamp(timeMs);
  const place = { date: timestamp.slice(0, 8), region: 'us-east-1', service, timestamp };
  const all = { ...headers, host, 'x-amz-date': timestamp };
  const names = Object.keys(all).toSorted();
  const [path = '', query = ''] = url.split('?');
  const canonical = canonicalRequest({ method, path, query, headers: Object.entries(all) }, names, hashOf(Buffer.from(body)));
  const signature = signCanonical(deriveSigningKey(key.secret, place), place, canonical);
  const credential = `${key.id}/${place.date}/${place.region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

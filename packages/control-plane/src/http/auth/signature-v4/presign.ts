import type { Principal } from '@skein/contracts';
import { canonicalQuery, canonicalRequest } from './canonical-request.ts';
import { compactTimestamp } from './read-signature.ts';
import { deriveSigningKey, hashOf, signCanonical } from './signing.ts';
import type { VerifierOptions } from './verifier.ts';

const SERVICE = 'lambda';
const EMPTY_HASH = hashOf(Buffer.alloc(0));

/** The path of a GET of the Lambda API with a signature of the principal's key in its query; as it is, when no keys are in force. */
export function presignPath(
  { keys, scope, clock }: VerifierOptions,
  principal: Principal,
  { host, path, expiresSeconds }: { readonly host: string; readonly path: string; readonly expiresSeconds: number },
): string {
  const [newest] = principal.kind === 'key' ? keys.secretsOf(principal.id) : [];
  if (newest === undefined) return path;
  const timestamp = compactTimestamp(clock.nowMs());
  const place = { date: timestamp.slice(0, 8), region: scope.region, service: SERVICE };
  const query = canonicalQuery(
    new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${principal.id}/${place.date}/${place.region}/${place.service}/aws4_request`,
      'X-Amz-Date': timestamp,
      'X-Amz-Expires': String(expiresSeconds),
      'X-Amz-SignedHeaders': 'host',
    }).toString(),
  );
  const request = { method: 'GET', path, query, headers: [['host', host]] } as const;
  const canonical = canonicalRequest(request, ['host'], EMPTY_HASH);
  const signature = signCanonical(deriveSigningKey(keys.reveal(newest), place), { ...place, timestamp }, canonical);
  return `${path}?${query}&X-Amz-Signature=${signature}`;
}

import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { ClaimedSignature } from './read-signature.ts';

/** Where and when a signature holds. */
export type CredentialScope = Pick<ClaimedSignature, 'date' | 'region' | 'service'>;

/**
 * The key that signs all requests of a day to a service ("Derive a signing key", in AWS's IAM user guide). As an object, because making
 * one of bytes costs several times as much as a signature.
 */
export function deriveSigningKey(secret: string, { date, region, service }: CredentialScope): KeyObject {
  return createSecretKey([date, region, service, 'aws4_request'].reduce((key, text) => hmac(key, text), Buffer.from(`AWS4${secret}`)));
}

/** The signature of a canonical request, in hex. */
export function signCanonical(signingKey: KeyObject, scope: CredentialScope & { readonly timestamp: string }, canonical: string): string {
  const { date, region, service, timestamp } = scope;
  const text = `AWS4-HMAC-SHA256\n${timestamp}\n${date}/${region}/${service}/aws4_request\n${hashOf(Buffer.from(canonical, 'latin1'))}`;
  return createHmac('sha256', signingKey).update(text).digest('hex');
}

/** SHA-256 in hex. */
export function hashOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}

function hmac(key: Buffer, text: string): Buffer<ArrayBuffer> {
  return createHmac('sha256', key).update(text).digest();
}

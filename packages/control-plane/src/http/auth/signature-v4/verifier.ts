import { timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SIGNATURE_SKEW_MAX_MS, SkeinError } from '@skein/contracts';
import type { Principal, Scope } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import type { HeldSecret, KeyRing } from '../../../app/keys/key-ring.ts';
import { canonicalRequest } from './canonical-request.ts';
import { compactTimestamp, readSignature } from './read-signature.ts';
import type { ClaimedSignature } from './read-signature.ts';
import type { SignedRequest } from './signed-request.ts';
import { deriveSigningKey, hashOf, signCanonical } from './signing.ts';

export interface VerifierOptions {
  readonly keys: KeyRing;
  readonly scope: Scope;
  readonly clock: Clock;
}

/** A signature that is right as far as it can be said without the body. */
export interface Claim {
  readonly request: SignedRequest;
  readonly signature: ClaimedSignature;
  readonly secrets: readonly HeldSecret[];
}

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
/** A user has one key at work, for one or two services, today and around midnight tomorrow. */
const SIGNING_KEYS_MAX = 4;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. ' +
  'Consult the service documentation for details.';
/** Their values are part of what is signed in any case, or mean nothing here. */
const NEED_NO_SIGNATURE = new Set(['x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token']);

/** Checks AWS Signature Version 4, in the header and presigned ("AWS Signature Version 4 for API requests", IAM user guide). */
export class SignatureVerifier {
  readonly #options: VerifierOptions;
  /** They end with their secret, and never decide whether it is in force. */
  readonly #signingKeys = new WeakMap<HeldSecret, Map<string, KeyObject>>();

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  /**
   * What can be checked before the body is there. Throws `signature_incomplete`, `key_invalid` for an id that is not known, and
   * `signature_invalid` for another time, region or service.
   */
  begin(request: SignedRequest, service: string): Claim {
    const signature = readSignature(request);
    const secrets = this.#options.keys.secretsOf(signature.keyId);
    if (secrets.length === 0) throw new SkeinError('key_invalid');
    this.#checkScope(signature, service);
    this.#checkTime(signature);
    checkSignedHeaders(request, signature);
    return { request, signature, secrets };
  }

  /** The principal whose secret has signed the request. Throws `signature_invalid`, `key_expired`, `key_revoked`, `key_invalid`. */
  complete({ request, signature, secrets }: Claim, body: Buffer): Principal {
    const payloadHash = checkPayload(signature, body);
    const canonical = canonicalRequest(request, signature.signedHeaders, payloadHash);
    const signer = secrets.find((secret) => isEqual(signCanonical(this.#signingKey(secret, signature), signature, canonical), signature));
    if (signer === undefined) throw invalid(MISMATCH);
    return this.#options.keys.admit(signer);
  }

  #checkScope({ date, region, service, terminator, timestamp }: ClaimedSignature, expected: string): void {
    const day = timestamp.slice(0, 8);
    if (region !== this.#options.scope.region) throw invalid(`Credential should be scoped to a valid region, not '${region}'.`);
    if (service !== expected) throw invalid(`Credential should be scoped to correct service: '${expected}'.`);
    if (terminator !== 'aws4_request') throw invalid(`Credential should be scoped with a valid terminator: 'aws4_request'.`);
    if (date !== day) {
      const text = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '";
      throw invalid(`${text}${date}' != '${day}', from '${timestamp}'.`);
    }
  }

  #checkTime({ timestamp, timeMs, expiresSeconds }: ClaimedSignature): void {
    const nowMs = this.#options.clock.nowMs();
    const [earliestMs, latestMs] = [nowMs - SIGNATURE_SKEW_MAX_MS, nowMs + SIGNATURE_SKEW_MAX_MS];
    if (timeMs > latestMs) {
      const allowed = `${compactTimestamp(latestMs)} (${compactTimestamp(nowMs)} + 15 min.)`;
      throw invalid(`Signature not yet current: ${timestamp} is still later than ${allowed}`);
    }
    if (expiresSeconds === undefined && timeMs < earliestMs) {
      const allowed = `${compactTimestamp(earliestMs)} (${compactTimestamp(nowMs)} - 15 min.)`;
      throw invalid(`Signature expired: ${timestamp} is now earlier than ${allowed}`);
    }
    if (expiresSeconds !== undefined && timeMs + expiresSeconds * 1_000 < nowMs) {
      throw invalid(`Signature expired: ${timestamp} and ${expiresSeconds} seconds is now earlier than ${compactTimestamp(nowMs)}`);
    }
  }

  #signingKey(secret: HeldSecret, { date, region, service }: ClaimedSignature): KeyObject {
    const known = this.#signingKeys.get(secret) ?? new Map<string, KeyObject>();
    const name = `${date}/${region}/${service}`;
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = deriveSigningKey(this.#options.keys.reveal(secret), { date, region, service });
    if (known.size >= SIGNING_KEYS_MAX) known.clear();
    this.#signingKeys.set(secret, known.set(name, made));
    return made;
  }
}

/** What is not signed could be changed on the way: the host, and whatever tells AWS's services what to do. */
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: ClaimedSignature): void {
  if (!signedHeaders.includes('host')) throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const unsigned = headers.find(([name]) => name.startsWith('x-amz-') && !signedHeaders.includes(name) && !NEED_NO_SIGNATURE.has(name));
  if (unsigned !== undefined) throw invalid(`There were headers present in the request which were not signed: ${unsigned[0]}`);
}

/** The hash of the body. Only who makes a URL for others may leave the body to them, and has to say so in the URL. */
function checkPayload({ payloadHash, expiresSeconds }: ClaimedSignature, body: Buffer): string {
  if (payloadHash === UNSIGNED_PAYLOAD && expiresSeconds !== undefined) return payloadHash;
  const actual = hashOf(body);
  if (payloadHash !== undefined && payloadHash !== actual) throw invalid(MISMATCH);
  return actual;
}

function isEqual(expected: string, { signature }: ClaimedSignature): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(signature, 'latin1')];
  return left.length === right.length && timingSafeEqual(left, right);
}

function invalid(reason: string): SkeinError {
  return new SkeinError('signature_invalid', { reason });
}

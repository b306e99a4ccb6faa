const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** The secret in an `Authorization` header (RFC 6750, section 2.1); undefined when there is none of that kind. */
export function readBearer(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}

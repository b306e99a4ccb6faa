import { mayTouch, OPEN_PRINCIPAL } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { AppContext } from '../../app/context.ts';
import { readBearer } from '../auth/bearer.ts';
import type { SignedRequest } from '../auth/signature-v4/signed-request.ts';
import { SignatureVerifier } from '../auth/signature-v4/verifier.ts';
import type { HotInvoke } from './hot-invoke-parser.ts';

/** Whom a hot Invoke acts for; undefined when it may not be, which the ordinary server then finds out once more, and says why. */
export type HotIdentify = (request: HotInvoke, body: Buffer) => Principal | undefined;

const SERVICE = 'lambda';

export function createHotIdentify(context: Pick<AppContext, 'keys' | 'scope' | 'clock'>): HotIdentify {
  const { keys } = context;
  const verifier = new SignatureVerifier(context);
  return (request, body) => {
    if (!keys.areInForce) return OPEN_PRINCIPAL;
    const principal = tryTo(() => {
      const signed = toSignedRequest(request);
      const authorization = signed.headers.find(([name]) => name === 'authorization')?.[1];
      const secret = readBearer(authorization);
      if (secret !== undefined) return keys.authenticate(secret);
      return authorization === undefined ? undefined : verifier.complete(verifier.begin(signed, SERVICE), body);
    });
    return principal !== undefined && mayTouch(principal, request.functionName) ? principal : undefined;
  };
}

/** The lines have been found to be headers; they are taken apart only here, because without keys nobody needs their values. */
function toSignedRequest({ functionName, headerLines }: HotInvoke): SignedRequest {
  const headers = headerLines.map((line) => {
    const colonAt = line.indexOf(':');
    return [line.slice(0, colonAt).toLowerCase(), line.slice(colonAt + 1).trim()] as const;
  });
  return { method: 'POST', path: `/2015-03-31/functions/${functionName}/invocations`, query: '', headers };
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

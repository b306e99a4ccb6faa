import { SkeinError } from '@skein/contracts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * As long as no keys are in force, whoever reaches the port may do everything. A web page in the user's browser reaches it too, by
 * a name of its own that resolves to this machine or by a plain request: both give themselves away in these headers.
 * Throws `forbidden_origin`.
 */
export function requireSameMachine(host: string | undefined, origin: string | undefined): void {
  // A page of another server on this machine is a stranger too, so the port counts.
  const isOwnPage = origin === undefined || origin.replace(/^https?:\/\//, '') === host;
  if (host !== undefined && LOOPBACK.test(host) && isOwnPage) return;
  throw new SkeinError('forbidden_origin', { host: host ?? '(none)', origin: origin ?? '(none)' });
}

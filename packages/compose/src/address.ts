import { isIP, isIPv6 } from 'node:net';
import { SkeinError, keyState } from '@skein/contracts';
import type { KeyRing } from '@skein/control-plane';
import { systemClock } from '@skein/ports';
import type { Settings } from './settings.ts';

/** How a socket for IPv6 says that its address is one of IPv4 (RFC 4291, 2.5.5.2). */
const MAPPED_PREFIX = '::ffff:';

/** Whether only programs on this machine reach what listens on an address. */
export function isLoopback(host: string): boolean {
  const address = host.startsWith(MAPPED_PREFIX) ? host.slice(MAPPED_PREFIX.length) : host;
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** Where a server that listens there is called. */
export function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Throws `invalid_configuration` for an address that others reach, as long as there is no key to tell them apart. */
export function requireKeysBeyondLoopback(ring: KeyRing, { host, handedSocket }: Settings): void {
  const nowMs = systemClock.nowMs();
  if (isLoopback(host) || ring.list().some((key) => keyState(key, nowMs) === 'active')) return;
  const reason =
    `${host} can be reached from other machines, and there is no key yet: anybody could run code here. ` +
    'Make one first with `skein keys create --role admin --local`.';
  throw new SkeinError('invalid_configuration', { setting: handedSocket === undefined ? 'SKEIN_HOST' : 'LISTEN_FDS', reason });
}

/** What the operator must know about how the server can be reached. */
export function addressNotices({ host }: Settings): readonly string[] {
  if (isLoopback(host)) return [];
  return [`${host} is served as plain HTTP: secrets and events can be read on the way. Put a proxy with TLS before it.`];
}

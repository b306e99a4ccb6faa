import { isIP, isIPv6 } from 'node:net';
import { SkeinError, keyState } from '@skein/contracts';
import type { KeyRing } from '@skein/control-plane';
import { systemClock } from '@skein/ports';
import type { Settings } from './settings.ts';

/** Whether only programs on this machine reach what listens on an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Where a server that listens there is called. */
export function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Throws `invalid_configuration` for an address that others reach, as long as there is no key to tell them apart. */
export function requireKeysBeyondLoopback(ring: KeyRing, { host }: Settings): void {
  const nowMs = systemClock.nowMs();
  if (isLoopback(host) || ring.list().some((key) => keyState(key, nowMs) === 'active')) return;
  const reason =
    `${host} can be reached from other machines, and there is no key yet: anybody could run code here. ` +
    'Make one first with `skein keys create --role admin --local`.';
  throw new SkeinError('invalid_configuration', { setting: 'SKEIN_HOST', reason });
}

/** What the operator must know about how the server can be reached. */
export function addressNotices({ host }: Settings): readonly string[] {
  if (isLoopback(host)) return [];
  return [`${host} is served as plain HTTP: secrets and events can be read on the way. Put a proxy with TLS before it.`];
}

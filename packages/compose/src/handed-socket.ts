import { Socket, isIP } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SkeinError } from '@skein/contracts';
import { isLoopback } from './address.ts';

/** The first descriptor that is handed over: SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST_DESCRIPTOR = 3;

/** What the environment says of sockets that were handed over (sd_listen_fds(3)), and of where to listen. */
export interface HandedSocketSettings {
  /** LISTEN_FDS: how many there are. */
  readonly count: string;
  /** LISTEN_PID: who they are for. */
  readonly pid: string | undefined;
  /** LISTEN_FDNAMES: what they are called, with colons between. */
  readonly names: string | undefined;
  /** Address and port that the operator has named besides; undefined: none. */
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** A socket that somebody else has opened and keeps open, and where clients find it. Nothing is read or accepted yet. */
export interface HandedSocket {
  readonly socket: Socket;
  readonly host: string;
  readonly port: number;
}

/**
 * Takes over the socket that this process was handed; undefined when none was. It need not listen yet: the server's own listen(2) does
 * that. Throws `invalid_configuration`, also for a socket that is for another process: to listen elsewhere without a word would leave
 * the clients of the socket waiting for ever.
 */
export function openHandedSocket(settings: HandedSocketSettings, ownPid: number): HandedSocket | undefined {
  if (!/^\d{1,9}$/.test(settings.count)) throw refused('LISTEN_FDS', `${settings.count} is not a number of sockets.`);
  if (Number(settings.count) === 0) return undefined;
  requireOwn(settings, ownPid);
  if (Number(settings.count) > 1) {
    const names = settings.names ? ` (${settings.names.replaceAll(':', ', ')})` : '';
    throw refused('LISTEN_FDS', `${settings.count} sockets were handed over${names}, and Skein listens on one: leave one ListenStream.`);
  }
  const opened = adopt(FIRST_DESCRIPTOR);
  try {
    requireAgreement(settings, opened);
  } catch (error) {
    opened.socket.destroy();
    throw error;
  }
  return opened;
}

function requireOwn({ pid }: HandedSocketSettings, ownPid: number): void {
  if (pid === String(ownPid)) return;
  const whose = pid === undefined || pid === '' ? 'does not say which process the socket is for' : `names process ${pid}`;
  const reason =
    `it ${whose}, and this is process ${ownPid}. Start Skein itself with the socket, not through npm or a shell that stays, ` +
    'or unset LISTEN_FDS to listen on SKEIN_HOST and PORT.';
  throw refused('LISTEN_PID', reason);
}

function adopt(descriptor: number): HandedSocket {
  let socket: Socket;
  try {
    // Not for reading: that would start it. Only a net.Socket tells the address of a descriptor before anything is accepted from it.
    socket = new Socket({ fd: descriptor, readable: false, writable: false });
  } catch (error) {
    throw refused('LISTEN_FDS', `descriptor ${descriptor} is not open, or is no socket that accepts connections.`, error);
  }
  // What goes wrong with it later is reported where it listens.
  socket.on('error', () => undefined);
  const { address, port } = socket.address() as Partial<AddressInfo>;
  const fault = faultOf(socket, port);
  if (fault !== undefined || address === undefined || port === undefined) {
    socket.destroy();
    throw refused('LISTEN_FDS', `descriptor ${descriptor} ${fault ?? 'has no address'}.`);
  }
  return { socket, host: address, port };
}

function faultOf(socket: Socket, port: number | undefined): string | undefined {
  if (socket.remoteAddress !== undefined) return 'is a connection, not a socket that listens: set Accept=no';
  if (port === undefined) return 'is not a socket of TCP: name an address and a port to listen on';
  return port === 0 ? 'does not listen: it has no port' : undefined;
}

function requireAgreement(settings: HandedSocketSettings, { host, port }: HandedSocket): void {
  if (settings.port !== undefined && settings.port !== 0 && settings.port !== port) {
    throw refused('PORT', `it says ${settings.port}, and the socket that was handed over is at port ${port}. Leave one of them out.`);
  }
  if (settings.host === undefined || isSame(settings.host, host)) return;
  throw refused('SKEIN_HOST', `it says ${settings.host}, and the socket that was handed over is at ${host}. Leave one of them out.`);
}

function isSame(named: string, host: string): boolean {
  if (isIP(named) === 0) return isLoopback(host);
  const bracketed = (address: string): string => new URL(isIP(address) === 6 ? `http://[${address}]` : `http://${address}`).hostname;
  return bracketed(named) === bracketed(host);
}

function refused(setting: string, reason: string, cause?: unknown): SkeinError {
  return new SkeinError('invalid_configuration', { setting, reason }, { cause });
}

import { lookup } from 'node:dns/promises';
import { BoundSocket, isIP } from 'node:net';
import { SkeinError } from '@skein/contracts';

/**
 * Takes a port without listening on it: until the first server listens, clients are refused, and from then on they wait while there is
 * none. Rejects with `invalid_configuration`.
 */
export async function holdPort(host: string, port: number): Promise<BoundSocket> {
  try {
    return new BoundSocket({ host: isIP(host) === 0 ? (await lookup(host)).address : host, port });
  } catch (error) {
    const reason = `port ${port} of ${host} cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
    throw new SkeinError('invalid_configuration', { setting: 'PORT', reason }, { cause: error });
  }
}

/** Takes over the socket it is handed, as a server does first of all, and says what it got, on one line. */
import { SkeinError } from '@skein/contracts';
import { openHandedSocket } from '../../src/handed-socket.ts';
import { readSettings } from '../../src/settings.ts';

const { handedSocket } = readSettings(process.env);
try {
  const { host, port } = (handedSocket && openHandedSocket(handedSocket, process.pid)) ?? {};
  console.log(JSON.stringify({ host, port }));
} catch (error) {
  console.log(JSON.stringify(error instanceof SkeinError ? { code: error.code, details: error.details } : { error: String(error) }));
}

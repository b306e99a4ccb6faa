import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a server answers to bytes, until it ends the connection or has said nothing for a moment. */
export async function sendRaw(url: string, bytes: string | Buffer, silenceMs = 500): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.setTimeout(silenceMs, () => socket.end());
  socket.write(bytes);
  return await text(socket);
}

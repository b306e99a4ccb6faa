import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

export const READ_BUFFER_BYTES = 64 * 1024;

export interface OpenReader {
  /** Of the pipe, as long as the socket is not destroyed. */
  readonly descriptor: number;
  readonly socket: Socket;
}

/**
 * Reads a named pipe, one chunk after the other; the chunk's memory is used again afterwards. After a chunk whose taker says false nothing is
 * read until the socket is resumed.
 */
export function openReader(file: string, takeChunk: (chunk: Buffer) => boolean, onError: (reason: string) => void): OpenReader {
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const callback = (byteCount: number): boolean => takeChunk(buffer.subarray(0, byteCount));
  const socket = new Socket({ fd: descriptor, readable: true, writable: false, onread: { buffer, callback } });
  socket.on('error', (error) => onError(error.message));
  socket.resume();
  return { descriptor, socket };
}

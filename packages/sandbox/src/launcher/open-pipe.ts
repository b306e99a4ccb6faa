import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';

const FIRST_READ_BYTES = 4_096;

/**
 * Opens a named pipe for reading. The launcher holds it open until the sandbox is gone; then it ends. When the sandbox was gone before
 * the pipe was opened, nothing would ever tell of its end (fifo(7): there was no writer whose going could be noticed), so that is
 * found out by a first read.
 */
export function openPipe(file: string): Readable {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const first = readWhatIsThere(descriptor);
  if (first?.length === 0) {
    closeSync(descriptor);
    return Readable.from([]);
  }
  const socket = new Socket({ fd: descriptor, writable: false });
  if (first !== undefined) socket.unshift(first);
  return socket;
}

/** Nothing at all when the pipe has ended, undefined when there is a writer that has written nothing yet. */
function readWhatIsThere(descriptor: number): Buffer | undefined {
  const buffer = Buffer.alloc(FIRST_READ_BYTES);
  try {
    return buffer.subarray(0, readSync(descriptor, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

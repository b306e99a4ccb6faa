import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/** Opens a named pipe for reading. The launcher holds it open until the sandbox is gone; then it ends. */
export function openPipe(file: string): Socket {
  return new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
}

import { strict as assert } from 'node:assert';
import { parentPort } from 'node:worker_threads';
import { CLOSE } from './thread.ts';

/** The other side of `Thread`: answers each message until it is told to close. */
export function serveThread<Request, Answer>(answer: (request: Request) => Answer, close: () => void): void {
  const port = parentPort;
  assert(port !== null, 'this module is the program of a thread');
  port.on('message', (message: Request | typeof CLOSE) => {
    if (message !== CLOSE) {
      port.postMessage(answer(message));
      return;
    }
    close();
    port.close();
  });
}

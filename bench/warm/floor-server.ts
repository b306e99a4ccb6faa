import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import path from 'node:path';

const LENGTH_BYTES = 4;

export interface FloorServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * The floor that Skein is measured against: one HTTP server piping length-prefixed bytes to as many Python processes as there are
 * connections. No isolation, no features. A request goes to the worker that was used last, or, `inTurn`, to the one that was used first.
 */
export async function startFloorServer(python: string, workerCount: number, inTurn: boolean): Promise<FloorServer> {
  const workers = Array.from({ length: workerCount }, () => new FloorWorker(python));
  const idle = [...workers];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const worker = inTurn ? idle.shift() : idle.pop();
      if (worker === undefined) {
        response.writeHead(429).end();
        return;
      }
      worker.call(Buffer.concat(chunks), (answer) => {
        idle.push(worker);
        response.end(answer);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const worker of workers) worker.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class FloorWorker {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #answer: Buffer = Buffer.alloc(0);
  #done: ((answer: Buffer) => void) | undefined;

  constructor(python: string) {
    const program = path.join(import.meta.dirname, 'floor_worker.py');
    this.#process = spawn(python, ['-I', '-S', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  call(event: Buffer, done: (answer: Buffer) => void): void {
    this.#done = done;
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + event.length);
    frame.writeUInt32LE(event.length, 0);
    event.copy(frame, LENGTH_BYTES);
    this.#process.stdin.write(frame);
  }

  stop(): void {
    this.#process.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#answer = this.#answer.length === 0 ? chunk : Buffer.concat([this.#answer, chunk]);
    if (this.#answer.length < LENGTH_BYTES) return;
    const end = LENGTH_BYTES + this.#answer.readUInt32LE(0);
    if (this.#answer.length < end) return;
    const answer = this.#answer.subarray(LENGTH_BYTES, end);
    this.#answer = Buffer.alloc(0);
    this.#done?.(answer);
  }
}

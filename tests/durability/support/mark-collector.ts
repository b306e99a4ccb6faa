import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createInterface } from 'node:readline';

/** Hears from functions, in whatever sandbox, which events they run: it outlives every server. Needs the host's network. */
export class MarkCollector implements AsyncDisposable {
  readonly #server: Server;
  readonly #runs: ReadonlyMap<string, number>;

  private constructor(server: Server, runs: ReadonlyMap<string, number>) {
    this.#server = server;
    this.#runs = runs;
  }

  static async open(): Promise<MarkCollector> {
    const runs = new Map<string, number>();
    const server = createServer((socket) => {
      const lines = createInterface(socket);
      // A sandbox that is killed resets its connection.
      for (const broken of [socket, lines]) broken.on('error', () => socket.destroy());
      lines.on('line', (label) => {
        runs.set(label, (runs.get(label) ?? 0) + 1);
        socket.write('.');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MarkCollector(server, runs);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Labels of the events that were run at least once. */
  get labels(): ReadonlySet<string> {
    return new Set(this.#runs.keys());
  }

  countRuns(label: string): number {
    return this.#runs.get(label) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createInterface } from 'node:readline';

/** Hears from functions, in whatever sandbox, which events they run: it outlives every server. Needs the host's network. */
export class MarkCollector implements AsyncDisposable {
  readonly labels: ReadonlySet<string>;
  readonly #server: Server;

  private constructor(server: Server, labels: ReadonlySet<string>) {
    this.#server = server;
    this.labels = labels;
  }

  static async open(): Promise<MarkCollector> {
    const labels = new Set<string>();
    const server = createServer((socket) => {
      const lines = createInterface(socket);
      // A sandbox that is killed resets its connection.
      for (const broken of [socket, lines]) broken.on('error', () => socket.destroy());
      lines.on('line', (label) => {
        labels.add(label);
        socket.write('.');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MarkCollector(server, labels);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

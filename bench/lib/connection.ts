import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { SkeinError } from '@skein/contracts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** From the last byte asked to the last byte answered, as the client saw it, in ms. */
  readonly tookMs: number;
}

interface Waiting {
  readonly startedMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

const HEAD_END = '\r\n\r\n';

/** An HTTP connection that costs a client next to nothing: one request at a time, of answers that say how long they are. */
export class Connection implements Disposable {
  readonly #socket: Socket;
  #received = '';
  #waiting: Waiting | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#take(text));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new SkeinError('internal', { reason: 'the server closed a connection' })));
  }

  post(path: string, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { startedMs: performance.now(), resolve, reject };
      this.#socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const bodyStart = headEnd + HEAD_END.length;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1]);
    if (this.#received.length < bodyStart + length) return;
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(bodyStart, bodyStart + length) };
    this.#received = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ ...answer, tookMs: performance.now() - waiting.startedMs });
  }

  #fail(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

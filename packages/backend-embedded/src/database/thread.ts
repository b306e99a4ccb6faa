import { Worker } from 'node:worker_threads';
import { SkeinError } from '@skein/contracts';
import { toStorageError } from './storage-error.ts';

/** Asks the other side to close what it has open and to end. */
export const CLOSE = 'close';

interface Asked<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: SkeinError) => void;
}

/** A thread that answers one request after the other, in order. Its program uses `serveThread`. */
export class Thread<Request, Answer> {
  readonly #worker: Worker;
  readonly #asked: Asked<Answer>[] = [];
  #failure: SkeinError | undefined;

  /** Starts the program with its data; the file is a sibling module's URL, see `sibling-module.ts`. */
  constructor(program: URL, workerData: unknown) {
    this.#worker = new Worker(program, { workerData });
    this.#worker.on('message', (answer: Answer) => this.#asked.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(toStorageError(error)));
    this.#worker.on('exit', () => this.#fail(new SkeinError('storage_failed', { reason: 'the thread that writes has ended' })));
  }

  /** Rejects with `storage_failed` when the thread has ended. */
  ask(request: Request): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Lets the thread answer what it was asked, close its files and end. */
  async close(): Promise<void> {
    if (this.#failure !== undefined) return;
    await new Promise((resolve) => {
      this.#worker.once('exit', resolve);
      this.#worker.postMessage(CLOSE);
    });
  }

  #fail(error: SkeinError): void {
    this.#failure ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(this.#failure);
  }
}

import type { Socket } from 'node:net';
import { REQUEST_TIMEOUT_MS, SkeinError } from '@skein/contracts';
import type { Outcome, Principal } from '@skein/contracts';
import type { AppContext } from '../../app/context.ts';
import { eventOf, invokeFunction } from '../../app/functions/invoke-function.ts';
import type { IsBusy } from './connections.ts';
import { encodeInvokeAnswer } from './hot-answer.ts';
import type { Persistence } from './hot-answer.ts';
import type { HotIdentify } from './hot-identity.ts';
import type { HotInvoke } from './hot-invoke-parser.ts';
import { RepeatedHead } from './repeated-head.ts';

export interface HotFrontOptions {
  readonly context: AppContext;
  readonly identify: HotIdentify;
  /** Whole HTTP answer for an Invoke that was refused or failed, as bytes. */
  readonly encodeError: (error: unknown, requestId: string, persistence: Persistence) => Buffer;
  /** Takes a connection over for good; the bytes read so far have been put back. */
  readonly handOver: (socket: Socket) => void;
  /** Whether answers are now the last ones on their connections. */
  readonly isDraining: () => boolean;
}

const EMPTY: Buffer = Buffer.alloc(0);

/** Serves a connection for as long as it only sends hot Invokes; it is closed after having been idle for `idleMs`. */
export function serveHotConnection(socket: Socket, options: HotFrontOptions, idleMs: number): IsBusy {
  const connection = new HotConnection(socket, options);
  connection.listen(idleMs);
  return () => connection.isBusy;
}

/**
 * One connection before it is known whether it only sends hot Invokes. The first request that is not one hands the connection to
 * the ordinary HTTP server, where it stays.
 */
class HotConnection {
  readonly #socket: Socket;
  readonly #options: HotFrontOptions;
  readonly #head = new RepeatedHead();
  #unread: Buffer = EMPTY;
  #expected: HotInvoke | undefined;
  readonly #parts: Buffer[] = [];
  #missingBytes = 0;
  #bodyTimer: NodeJS.Timeout | undefined;
  #busy = false;
  /** The client has ended its side: no further request comes, and it still waits for the answer of the last. */
  #ended = false;
  readonly #onData = (chunk: Buffer): void => this.#take(chunk);
  readonly #onTimeout = (): void => this.#closeIdle();
  readonly #onEnd = (): void => this.#end();

  constructor(socket: Socket, options: HotFrontOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#busy || this.#expected !== undefined;
  }

  listen(idleMs: number): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.setTimeout(idleMs);
    socket.on('data', this.#onData);
    socket.on('timeout', this.#onTimeout);
    socket.on('end', this.#onEnd);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(this.#bodyTimer));
  }

  /** Parts of a large body are put together once, when all are there. */
  #stillShort(request: HotInvoke, chunk: Buffer): boolean {
    this.#missingBytes -= chunk.length;
    if (this.#missingBytes <= 0) return false;
    this.#parts.push(chunk);
    return true;
  }

  #closeIdle(): void {
    if (!this.isBusy) this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#expected !== undefined && this.#stillShort(this.#expected, chunk)) return;
    this.#unread = join(this.#unread, this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts.splice(0), chunk]));
    // A client that sends the next request before it has its answer waits: one invocation at a time on a connection.
    if (this.#busy) this.#socket.pause();
    else this.#next();
  }

  #next(): void {
    const request = this.#expected ?? this.#parse();
    if (request === undefined) {
      this.#handOver();
      return;
    }
    const end = request.bodyOffset + request.bodyBytes;
    if (this.#unread.length < end) {
      this.#await(request);
      return;
    }
    clearTimeout(this.#bodyTimer);
    this.#expected = undefined;
    const body = this.#unread.subarray(request.bodyOffset, end);
    const principal = this.#options.identify(request, body);
    if (principal === undefined) {
      this.#handOver();
      return;
    }
    this.#unread = this.#unread.subarray(end);
    this.#busy = true;
    // A further request is here, perhaps the last: the end of a connection cannot be handed over.
    if (this.#unread.length > 0) this.#socket.pause();
    void this.#invoke(request.functionName, eventOf(body), principal);
  }

  #parse(): HotInvoke | undefined {
    // The ordinary server knows how to end a connection after any answer.
    if (this.#options.isDraining()) return undefined;
    const request = this.#head.parse(this.#unread, this.#options.context.keys.areInForce);
    if (request === undefined || this.#options.context.resolver.peek(request.functionName) === undefined) return undefined;
    return request;
  }

  /** The head is there and the body is not yet: many clients send them apart. */
  #await(request: HotInvoke): void {
    if (this.#expected !== undefined) return;
    this.#expected = request;
    this.#missingBytes = request.bodyOffset + request.bodyBytes - this.#unread.length;
    this.#bodyTimer = setTimeout(() => this.#refuse(new SkeinError('request_timeout')), REQUEST_TIMEOUT_MS);
  }

  async #invoke(functionName: string, body: Buffer, principal: Principal): Promise<void> {
    const { context } = this.#options;
    const id = context.newId();
    let payload: Buffer = EMPTY;
    const request = {
      id,
      functionName,
      qualifier: undefined,
      kind: 'request' as const,
      body,
      clientContext: undefined,
      traceId: undefined,
      principal,
    };
    let encode: (persistence: Persistence) => Buffer;
    try {
      const outcome = await invokeFunction(context, request, { write: (chunk) => (payload = join(payload, chunk)) });
      encode = (persistence) => this.#encode(id, outcome, payload, persistence);
    } catch (error) {
      encode = (persistence) => this.#options.encodeError(error, id, persistence);
    }
    this.#answer(encode);
  }

  #encode(id: string, outcome: Outcome, payload: Buffer, persistence: Persistence): Buffer {
    if (outcome.error !== 'invalid_event') return encodeInvokeAnswer(id, '$LATEST', outcome, payload, persistence);
    return this.#options.encodeError(new SkeinError('invalid_request_content', { reason: payload.toString() }), id, persistence);
  }

  #answer(encode: (persistence: Persistence) => Buffer): void {
    this.#busy = false;
    const socket = this.#socket;
    if (!socket.writable) return;
    // A request that is here already is served too: its client has not been told that none will be.
    const isLast = (this.#ended || this.#options.isDraining()) && this.#unread.length === 0;
    socket.write(encode(isLast ? 'close' : 'keep-alive'));
    if (isLast) {
      socket.destroySoon();
      return;
    }
    if (socket.isPaused()) socket.resume();
    if (this.#unread.length > 0) this.#next();
  }

  #end(): void {
    this.#ended = true;
    if (this.#expected !== undefined) this.#refuse(new SkeinError('invalid_request', { reason: 'The body is shorter than its length.' }));
    else if (!this.#busy) this.#socket.destroySoon();
  }

  /** Answers a request whose body did not come. */
  #refuse(error: SkeinError): void {
    const { context, encodeError } = this.#options;
    this.#socket.write(encodeError(error, context.newId(), 'close'));
    this.#socket.destroySoon();
  }

  #handOver(): void {
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('timeout', this.#onTimeout);
    socket.off('end', this.#onEnd);
    socket.setTimeout(0);
    socket.pause();
    if (this.#unread.length > 0) socket.unshift(this.#unread);
    this.#options.handOver(socket);
    socket.resume();
  }
}

function join(first: Buffer, second: Buffer): Buffer {
  return first.length === 0 ? second : Buffer.concat([first, second]);
}

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const HEADER_BYTES = 12;
const EMPTY = Buffer.alloc(0);

/** Both pipes to the host. The command pipe is read by the event loop, the outcome pipe written at once. */
export class Channel {
  #outcomeFd;
  #receive;
  #socket;
  #parts = [];
  #bytes = 0;
  #isUnref = false;
  #held = 0;

  constructor(commandFd, outcomeFd, receive) {
    this.#outcomeFd = outcomeFd;
    this.#receive = receive;
    this.#socket = new Socket({ fd: commandFd, readable: true, writable: false });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('close', () => process.exit(0));
  }

  send(type, invocation, payload = EMPTY) {
    const frame = Buffer.alloc(HEADER_BYTES + payload.length);
    frame.writeUInt32LE(payload.length, 0);
    frame.writeUInt8(type, 4);
    frame.writeUInt32LE(invocation, 8);
    payload.copy(frame, HEADER_BYTES);
    writeAll(this.#outcomeFd, frame);
  }

  /** Lets the process see an empty event loop although the host may still send something. */
  unref() {
    this.#isUnref = true;
    this.#apply();
  }

  ref() {
    this.#isUnref = false;
    this.#apply();
  }

  /** As long as something is held, an answer of the host is waited for, and the event loop is not empty. */
  hold() {
    this.#held += 1;
    this.#apply();
  }

  release() {
    this.#held -= 1;
    this.#apply();
  }

  #apply() {
    if (this.#isUnref && this.#held === 0) this.#socket.unref();
    else this.#socket.ref();
  }

  #take(chunk) {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      if (this.#bytes < HEADER_BYTES) return;
      if (this.#parts[0].length < HEADER_BYTES) this.#join();
      const header = this.#parts[0];
      const end = HEADER_BYTES + header.readUInt32LE(0);
      if (this.#bytes < end) return;
      const whole = this.#join();
      this.#parts = whole.length > end ? [whole.subarray(end)] : [];
      this.#bytes = whole.length - end;
      this.#receive(whole[4], whole.readUInt32LE(8), whole.subarray(HEADER_BYTES, end));
    }
  }

  #join() {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts, this.#bytes)];
    return this.#parts[0];
  }
}

/** Writes every byte before it returns, also to a pipe that is full for the moment. */
export function writeAll(fd, bytes) {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

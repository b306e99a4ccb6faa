/** The TypeScript twin of PROTOCOL.md: layout and types of frames, and the host's end of both directions. */

export const PROTOCOL_VERSION = 1;
export const FRAME_HEADER_BYTES = 12;
const REQUEST_ID_BYTES = 36;
/** Request id, deadline and length of the extras: what stands before the event in an INVOKE. */
const INVOKE_PREFIX_BYTES = REQUEST_ID_BYTES + 8 + 4;
/** What may travel beside an event or an answer of full size. */
export const FRAME_MARGIN_BYTES = 64 * 1024;

export const FrameType = {
  init: 0x01,
  invoke: 0x02,
  cancel: 0x03,
  drain: 0x04,
  callAnswer: 0x07,
  ready: 0x81,
  initialised: 0x82,
  initFailed: 0x83,
  chunk: 0x84,
  result: 0x85,
  error: 0x86,
  invalidEvent: 0x87,
  call: 0x88,
  crash: 0x8a,
} as const;

/** Takes one frame. The payload is the receiver's own copy. */
export type FrameReceiver = (type: number, invocation: number, payload: Buffer) => void;

/** The other side does not speak the protocol. Its sandbox cannot be trusted any longer. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const EMPTY = Buffer.alloc(0);

/** Cuts a byte stream into frames. Every payload is copied once, so that the caller may reuse the memory it reads into. */
export class FrameDecoder {
  readonly #maxPayloadBytes: number;
  readonly #receive: FrameReceiver;
  readonly #header = Buffer.alloc(FRAME_HEADER_BYTES);
  #headerFilled = 0;
  #payload = EMPTY;
  #payloadFilled = 0;

  constructor(maxPayloadBytes: number, receive: FrameReceiver) {
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#receive = receive;
  }

  /** Whether a frame has begun and not ended. */
  get holdsPart(): boolean {
    return this.#headerFilled > 0;
  }

  /** Takes what was read. Throws a ProtocolError for a payload over the limit or reserved bits that are set. */
  push(chunk: Buffer): void {
    let offset = this.#headerFilled === 0 ? this.#deliverWhole(chunk) : 0;
    while (offset < chunk.length) {
      if (this.#headerFilled < FRAME_HEADER_BYTES) {
        offset += this.#fillHeader(chunk, offset);
        // Still too short, or a frame without payload that has been delivered.
        if (this.#headerFilled < FRAME_HEADER_BYTES) continue;
      }
      const taken = chunk.copy(this.#payload, this.#payloadFilled, offset);
      offset += taken;
      this.#payloadFilled += taken;
      if (this.#payloadFilled < this.#payload.length) return;
      this.#deliver();
    }
  }

  /** Delivers the frames that lie in the chunk as a whole, as most do, and returns where the rest begins. */
  #deliverWhole(chunk: Buffer): number {
    let offset = 0;
    while (offset + FRAME_HEADER_BYTES <= chunk.length) {
      const start = offset + FRAME_HEADER_BYTES;
      const end = start + this.#payloadBytes(chunk, offset);
      if (end > chunk.length) break;
      const payload = end === start ? EMPTY : Buffer.allocUnsafe(end - start);
      chunk.copy(payload, 0, start, end);
      this.#receive(chunk[offset + 4] ?? 0, chunk.readUInt32LE(offset + 8), payload);
      offset = end;
    }
    return offset;
  }

  #fillHeader(chunk: Buffer, offset: number): number {
    const taken = chunk.copy(this.#header, this.#headerFilled, offset, offset + FRAME_HEADER_BYTES - this.#headerFilled);
    this.#headerFilled += taken;
    if (this.#headerFilled < FRAME_HEADER_BYTES) return taken;
    const length = this.#payloadBytes(this.#header, 0);
    this.#payload = length === 0 ? EMPTY : Buffer.allocUnsafe(length);
    this.#payloadFilled = 0;
    if (length === 0) this.#deliver();
    return taken;
  }

  /** Length of a frame's payload, by its header. */
  #payloadBytes(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32LE(at);
    if (length > this.#maxPayloadBytes) throw new ProtocolError(`a frame of ${length} bytes is over the limit of ${this.#maxPayloadBytes}`);
    if (bytes[at + 5] !== 0 || bytes.readUInt16LE(at + 6) !== 0) throw new ProtocolError('reserved bits of a frame are set');
    return length;
  }

  #deliver(): void {
    const payload = this.#payload;
    this.#headerFilled = 0;
    this.#payload = EMPTY;
    this.#receive(this.#header[4] ?? 0, this.#header.readUInt32LE(8), payload);
  }
}

/** One frame as one block of bytes. */
export function encodeFrame(type: number, invocation: number, payload: Buffer = EMPTY): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  writeHeader(frame, type, invocation, payload.length);
  payload.copy(frame, FRAME_HEADER_BYTES);
  return frame;
}

export interface InvokeFrame {
  readonly invocation: number;
  /** A UUID. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** JSON text of the extras. */
  readonly extras: string | undefined;
  readonly event: Buffer;
}

/** Everything of an INVOKE up to the event; with room for the event behind it when `eventBytes` is given. */
export function encodeInvoke(frame: InvokeFrame): Buffer {
  const { event } = frame;
  const head = encodeInvokeHead(frame, event.length);
  event.copy(head, head.length - event.length);
  return head;
}

/** The same without the event, which is then sent behind it: spares a copy of a large one. */
export function encodeInvokeHead(frame: InvokeFrame, roomForEventBytes = 0): Buffer {
  const extras = frame.extras === undefined ? EMPTY : Buffer.from(frame.extras);
  const prefixBytes = INVOKE_PREFIX_BYTES + extras.length;
  const head = Buffer.allocUnsafe(FRAME_HEADER_BYTES + prefixBytes + roomForEventBytes);
  writeHeader(head, FrameType.invoke, frame.invocation, prefixBytes + frame.event.length);
  head.write(frame.requestId, FRAME_HEADER_BYTES, REQUEST_ID_BYTES, 'latin1');
  const deadlineOffset = FRAME_HEADER_BYTES + REQUEST_ID_BYTES;
  head.writeUInt32LE(frame.deadlineMs % 2 ** 32, deadlineOffset);
  head.writeUInt32LE(Math.floor(frame.deadlineMs / 2 ** 32), deadlineOffset + 4);
  head.writeUInt32LE(extras.length, deadlineOffset + 8);
  extras.copy(head, FRAME_HEADER_BYTES + INVOKE_PREFIX_BYTES);
  return head;
}

/** Reads the payload of an INVOKE: what a runtime does, for simulated ones. Throws a ProtocolError for what is cut off. */
export function decodeInvoke(payload: Buffer): Omit<InvokeFrame, 'invocation'> {
  const extrasOffset = INVOKE_PREFIX_BYTES;
  if (payload.length < extrasOffset) throw new ProtocolError('an INVOKE is cut off');
  const deadlineOffset = REQUEST_ID_BYTES;
  const eventOffset = extrasOffset + payload.readUInt32LE(deadlineOffset + 8);
  if (payload.length < eventOffset) throw new ProtocolError('an INVOKE is shorter than its extras');
  return {
    requestId: payload.toString('latin1', 0, REQUEST_ID_BYTES),
    deadlineMs: payload.readUInt32LE(deadlineOffset) + payload.readUInt32LE(deadlineOffset + 4) * 2 ** 32,
    extras: eventOffset === extrasOffset ? undefined : payload.toString('utf8', extrasOffset, eventOffset),
    event: payload.subarray(eventOffset),
  };
}

function writeHeader(frame: Buffer, type: number, invocation: number, payloadBytes: number): void {
  frame.writeUInt32LE(payloadBytes, 0);
  frame.writeUInt32LE(type, 4);
  frame.writeUInt32LE(invocation, 8);
}

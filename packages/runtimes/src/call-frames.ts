import { FrameType, ProtocolError, encodeFrame } from './frames.ts';

/** Number of the call and length of the head: what stands before the head in a CALL. */
const CALL_PREFIX_BYTES = 8;
/** Number of the call and how it went: what stands before the answer in a CALL_ANSWER. */
const ANSWER_PREFIX_BYTES = 5;

/** How a call went, as CALL_ANSWER has it. */
const ANSWER_KINDS = { result: 0, error: 1, refused: 2 } as const;

export interface CallFrame {
  /** Chosen by the runtime, unique within the invocation. */
  readonly call: number;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly event: Buffer;
}

/** Reads the payload of a CALL. Throws a ProtocolError for what is none. */
export function decodeCall(payload: Buffer): CallFrame {
  if (payload.length < CALL_PREFIX_BYTES) throw new ProtocolError('a CALL is cut off');
  const headEnd = CALL_PREFIX_BYTES + payload.readUInt32LE(4);
  if (headEnd > payload.length) throw new ProtocolError('a CALL is shorter than its head');
  const { functionName, qualifier } = parseHead(payload.toString('utf8', CALL_PREFIX_BYTES, headEnd));
  if (typeof functionName !== 'string') throw new ProtocolError('a CALL names no function');
  if (qualifier !== undefined && typeof qualifier !== 'string') throw new ProtocolError('the qualifier of a CALL is no text');
  return { call: payload.readUInt32LE(0), functionName, qualifier, event: payload.subarray(headEnd) };
}

export function encodeCallAnswer(invocation: number, call: number, kind: keyof typeof ANSWER_KINDS, answer: Buffer): Buffer {
  const prefix = Buffer.alloc(ANSWER_PREFIX_BYTES);
  prefix.writeUInt32LE(call, 0);
  prefix.writeUInt8(ANSWER_KINDS[kind], 4);
  return encodeFrame(FrameType.callAnswer, invocation, Buffer.concat([prefix, answer]));
}

function parseHead(text: string): { readonly functionName?: unknown; readonly qualifier?: unknown } {
  try {
    const head: unknown = JSON.parse(text);
    if (typeof head === 'object' && head !== null) return head;
  } catch {
    // Answered below, like a head of another kind.
  }
  throw new ProtocolError('the head of a CALL is no JSON object');
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder, ProtocolError, decodeCall, encodeFrame } from '../src/index.ts';

const MAX_PAYLOAD_BYTES = 300;
const RUNS: { readonly numRuns: number } = { numRuns: 1_000, ...fc.readConfigureGlobal() };

interface Frame {
  readonly type: number;
  readonly invocation: number;
  readonly payload: Buffer;
}

const frames: fc.Arbitrary<readonly Frame[]> = fc.array(
  fc.record({
    type: fc.integer({ min: 0, max: 255 }),
    invocation: fc.integer({ min: 0, max: 0xffff_ffff }),
    payload: fc.uint8Array({ maxLength: MAX_PAYLOAD_BYTES }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 6 },
);
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

function encode(sent: readonly Frame[]): Buffer {
  return Buffer.concat(sent.map(({ type, invocation, payload }) => encodeFrame(type, invocation, payload)));
}

/** What comes out of bytes that arrive in pieces of these sizes, up to where the protocol is broken. */
function decode(bytes: Buffer, sizes: readonly number[]): { readonly found: readonly Frame[]; readonly broken: boolean } {
  const found: Frame[] = [];
  const decoder = new FrameDecoder(MAX_PAYLOAD_BYTES, (type, invocation, payload) => found.push({ type, invocation, payload }));
  try {
    for (let offset = 0, index = 0; offset < bytes.length; index += 1) {
      const size = sizes[index % sizes.length] ?? 1;
      // The memory that was read into is used again.
      const chunk = Buffer.from(bytes.subarray(offset, offset + size));
      decoder.push(chunk);
      chunk.fill(0xee);
      offset += size;
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    return { found, broken: true };
  }
  return { found, broken: false };
}

describe('any stream of frames', () => {
  test('any frames come out as they went in, wherever the stream was cut', () => {
    fc.assert(
      fc.property(frames, cuts, (sent, sizes) => {
        expect(decode(encode(sent), sizes)).toEqual({ found: sent, broken: false });
      }),
      RUNS,
    );
  });

  test('any stream that was changed gives bounded frames until it is broken, the same wherever it is cut', () => {
    const change = fc.tuple(fc.nat({ max: 2_000 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(frames, fc.array(change, { maxLength: 6 }), cuts, (sent, changes, sizes) => {
        const bytes = encode(sent);
        for (const [index, byte] of changes) if (index < bytes.length) bytes[index] = byte;
        const { found, broken } = decode(bytes, sizes);
        for (const { payload } of found) expect(payload.length).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
        expect({ found, broken }).toEqual(decode(bytes, [bytes.length || 1]));
      }),
      RUNS,
    );
  });

  test('any payload of a CALL is a call or a broken protocol', () => {
    const head = fc.oneof(fc.json(), fc.string(), fc.constantFrom('{"functionName":"f"}', '{"functionName":"f","qualifier":"1"}'));
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.record({ head, lengthError: fc.integer({ min: -3, max: 3 }), event: fc.string() }).map(({ head: text, lengthError, event }) => {
        const prefix = Buffer.alloc(8);
        prefix.writeUInt32LE(Math.max(0, Buffer.byteLength(text) + lengthError), 4);
        return Buffer.concat([prefix, Buffer.from(text), Buffer.from(event)]);
      }),
    );
    fc.assert(
      fc.property(payload, (bytes) => {
        try {
          const { functionName, qualifier, event } = decodeCall(bytes);
          expect(typeof functionName).toBe('string');
          expect(['string', 'undefined']).toContain(typeof qualifier);
          expect(event.length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      RUNS,
    );
  });
});

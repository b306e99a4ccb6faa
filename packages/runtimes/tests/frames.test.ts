import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRAME_HEADER_BYTES, FrameDecoder, FrameType, ProtocolError, encodeFrame, encodeInvoke, encodeInvokeHead } from '../src/index.ts';

const MAX_PAYLOAD_BYTES = 1_000;

interface Frame {
  readonly type: number;
  readonly invocation: number;
  readonly payload: Buffer;
}

const frame: fc.Arbitrary<Frame> = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  invocation: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: MAX_PAYLOAD_BYTES }).map((bytes) => Buffer.from(bytes)),
});

/** What a decoder makes of bytes that come in pieces of these sizes; the memory of each piece is used again. */
function decode(bytes: Buffer, sizes: readonly number[]): Frame[] {
  const found: Frame[] = [];
  const decoder = new FrameDecoder(MAX_PAYLOAD_BYTES, (type, invocation, payload) => found.push({ type, invocation, payload }));
  let offset = 0;
  for (let index = 0; offset < bytes.length; index += 1) {
    const chunk = Buffer.from(bytes.subarray(offset, offset + (sizes[index % sizes.length] ?? 1)));
    offset += chunk.length;
    decoder.push(chunk);
    chunk.fill(0xee);
  }
  return found;
}

describe('frames', () => {
  test('come out as they went in, wherever the stream was cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), sizes, (frames, pieces) => {
        const bytes = Buffer.concat(frames.map(({ type, invocation, payload }) => encodeFrame(type, invocation, payload)));
        expect(decode(bytes, pieces)).toEqual(frames);
      }),
    );
  });

  test('a payload of the largest size passes, and one byte more breaks the protocol before it is stored', () => {
    const largest = encodeFrame(FrameType.result, 1, Buffer.alloc(MAX_PAYLOAD_BYTES, 1));
    expect(decode(largest, [7])[0]?.payload).toHaveLength(MAX_PAYLOAD_BYTES);
    const head = encodeFrame(FrameType.result, 1, Buffer.alloc(MAX_PAYLOAD_BYTES + 1)).subarray(0, FRAME_HEADER_BYTES);
    expect(() => decode(head, [5])).toThrow(ProtocolError);
  });

  test('any bytes are frames or a broken protocol, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (bytes, size) => {
        try {
          for (const { payload } of decode(Buffer.from(bytes), [size])) expect(payload.length).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  test('an INVOKE has its request id, deadline, extras and event at the places that PROTOCOL.md names', () => {
    const extras = fc.option(fc.json(), { nil: undefined });
    const event = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.uuid(), fc.nat({ max: 2 ** 45 }), extras, event, (requestId, deadlineMs, extrasText, bytes) => {
        const invoke = { invocation: 7, requestId, deadlineMs, extras: extrasText, event: bytes };
        const [whole, head] = [encodeInvoke(invoke), encodeInvokeHead(invoke)];
        expect(Buffer.concat([head, bytes])).toEqual(whole);
        const found: Frame[] = [];
        new FrameDecoder(100_000, (type, invocation, payload) => found.push({ type, invocation, payload })).push(whole);
        expect(found).toMatchObject([{ type: FrameType.invoke, invocation: 7 }]);
        const payload = found[0]?.payload ?? Buffer.alloc(0);
        const extrasBytes = payload.readUInt32LE(44);
        expect(payload.toString('latin1', 0, 36)).toBe(requestId);
        expect(Number(payload.readBigUInt64LE(36))).toBe(deadlineMs);
        expect(payload.toString('utf8', 48, 48 + extrasBytes)).toBe(extrasText ?? '');
        expect(payload.subarray(48 + extrasBytes)).toEqual(bytes);
      }),
    );
  });
});

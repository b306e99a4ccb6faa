import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JSON_DEPTH_MAX, SkeinError, parseDocument, parseJsonBytes } from '../src/index.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 1_000, ...fc.readConfigureGlobal() };
const REFUSED = expect.objectContaining({ code: 'invalid_request_content' });

function nest(levels: number): Buffer {
  return Buffer.from(`${'['.repeat(levels)}${']'.repeat(levels)}`);
}

describe('JSON from outside', () => {
  test('JSON_DEPTH_MAX: at the limit is read, one past it is refused', () => {
    expect(JSON.stringify(parseDocument(nest(JSON_DEPTH_MAX)))).toHaveLength(2 * JSON_DEPTH_MAX);
    expect(() => parseDocument(nest(JSON_DEPTH_MAX + 1))).toThrow(REFUSED);
  });

  test('brackets in texts are no levels, whatever is escaped before them', () => {
    const value = { a: '['.repeat(5_000), 'b\\"{': ['\\', '"[', '\\"'.repeat(700), '{'.repeat(2_000)] };
    expect(parseDocument(Buffer.from(JSON.stringify(value)))).toEqual(value);
  });

  test.each(['', ' ', '{', '{"a":}', '[1,]', 'NaN', "'a'", '{"a":1}}', '"\u0001"', '"'])('what is no JSON is refused: %j', (text) => {
    expect(() => parseJsonBytes(Buffer.from(text))).toThrow(REFUSED);
  });

  test.each([['ff'], ['22c328'], ['22eda08022'], ['fffe2200']])('what is no UTF-8 is refused: %s', (hex) => {
    expect(() => parseJsonBytes(Buffer.from(hex.length > 2 ? `${hex}22` : hex, 'hex'))).toThrow(REFUSED);
  });

  test('lone surrogates are carried in events and refused in documents, as names too', () => {
    expect(parseJsonBytes(Buffer.from(String.raw`"\ud800"`))).toBe('\ud800');
    for (const text of [String.raw`"\ud800"`, String.raw`{"a":["\udfff"]}`, String.raw`{"\ud83d":1}`])
      expect(() => parseDocument(Buffer.from(text))).toThrow(REFUSED);
    expect(parseDocument(Buffer.from(String.raw`"\ud83d\ude00"`))).toBe('😀');
  });

  test('of members with the same name the last one counts; huge numbers are what JavaScript makes of them', () => {
    expect(parseDocument(Buffer.from('{"a":1,"a":2,"b":1e999}'))).toEqual({ a: 2, b: Infinity });
  });

  test('any JSON value is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJsonBytes(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
      RUNS,
    );
  });

  test('any bytes are a value or invalid_request_content, and nothing else', () => {
    const piece = fc.oneof(
      fc.constantFrom('[', ']', '{', '}', '"', ':', ',', '\\', '\\u', 'd800', 'null', '-', '1e9', ' ', '"a":', '['.repeat(400)),
      fc.json().map((text) => text),
    );
    const bytes = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''))),
      fc.uint8Array({ maxLength: 60 }).map((raw) => Buffer.from(raw)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        for (const read of [parseJsonBytes, parseDocument]) {
          try {
            read(input);
          } catch (error) {
            expect(error).toEqual(REFUSED);
            expect(error).toBeInstanceOf(SkeinError);
          }
        }
      }),
      RUNS,
    );
  });
});

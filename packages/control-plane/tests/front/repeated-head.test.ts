import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHotInvoke } from '../../src/http/front/hot-invoke-parser.ts';
import { RepeatedHead } from '../../src/http/front/repeated-head.ts';

const HEADERS = ['Host: localhost', 'Host: example.com', 'Content-Length: 2', 'Content-Length: 4', 'Expect: 100-continue', 'X-A: b'];

const head = fc
  .record({ name: fc.constantFrom('hello', 'hellp'), headers: fc.subarray(HEADERS), long: fc.boolean() })
  .map(({ name, headers, long }) => {
    const lines = [
      `POST /2015-03-31/functions/${name}/invocations HTTP/1.1`,
      ...headers,
      ...(long ? [`X-Long: ${'x'.repeat(3_000)}`] : []),
    ];
    return `${lines.join('\r\n')}\r\n\r\n`;
  });

/** What a connection may hold: a head, perhaps cut off, with or without a body and the next request behind it. */
const request = fc.record({
  head,
  cut: fc.option(fc.nat(200), { freq: 3 }),
  rest: fc.constantFrom('', '{}', '"ab"POST /'),
  anyHost: fc.boolean(),
});

test('a head that comes again means what it meant, and any other what its own bytes say', () => {
  fc.assert(
    fc.property(fc.array(request, { minLength: 2, maxLength: 12 }), (requests) => {
      const repeated = new RepeatedHead();
      for (const { head: text, cut, rest, anyHost } of [...requests, ...requests]) {
        const bytes = Buffer.from((cut === null ? text : text.slice(0, cut)) + rest);
        expect(repeated.parse(bytes, anyHost)).toEqual(parseHotInvoke(bytes, anyHost));
      }
    }),
    { numRuns: 500 },
  );
});

test('a remembered head stays what it was when the bytes it came in are written over', () => {
  const repeated = new RepeatedHead();
  const bytes = Buffer.from('POST /2015-03-31/functions/hello/invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}');
  const other = Buffer.from(bytes.toString().replace('hello', 'hellp'));
  expect(repeated.parse(bytes, false)?.functionName).toBe('hello');
  other.copy(bytes);
  expect(repeated.parse(bytes, false)?.functionName).toBe('hellp');
});

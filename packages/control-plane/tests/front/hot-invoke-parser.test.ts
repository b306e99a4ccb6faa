import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHotInvoke } from '../../src/http/front/hot-invoke-parser.ts';

const PATH = '/2015-03-31/functions/hello/invocations';

function head(...lines: readonly string[]): Buffer {
  return Buffer.from(`${[`POST ${PATH} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n{}`, 'latin1');
}

describe('the parser of the one hot route', () => {
  test('knows a plain Invoke, whatever harmless headers it has', () => {
    const headerLines = ['Host: 127.0.0.1:8080', 'User-Agent: aws-cli/2', 'Authorization: AWS4-HMAC-SHA256 x', 'Content-Length: 2'];
    const bytes = head(...headerLines);
    expect(parseHotInvoke(bytes)).toEqual({ functionName: 'hello', headerLines, bodyOffset: bytes.length - 2, bodyBytes: 2 });
  });

  test.each(['example.com', 'skein.local:8080', '10.0.0.1', '[fe80::1]:80'])('takes the host %s only where keys are asked for', (host) => {
    const bytes = head(`Host: ${host}`, 'Content-Length: 2');
    expect(parseHotInvoke(bytes)).toBeUndefined();
    expect(parseHotInvoke(bytes, true)).toMatchObject({ functionName: 'hello' });
    expect(parseHotInvoke(head(`Host: ${host} x`, 'Content-Length: 2'), true)).toBeUndefined();
  });

  test.each([
    ['two lengths', ['Host: localhost', 'Content-Length: 2', 'Content-Length: 2']],
    ['a signed length', ['Host: localhost', 'Content-Length: +2']],
    ['a hexadecimal length', ['Host: localhost', 'Content-Length: 0x2']],
    ['an empty length', ['Host: localhost', 'Content-Length:']],
    ['no length', ['Host: localhost']],
    ['no host', ['Content-Length: 2']],
    ['two hosts', ['Host: localhost', 'Host: localhost', 'Content-Length: 2']],
    ['a host elsewhere', ['Host: example.com', 'Content-Length: 2']],
    ['an origin', ['Host: localhost', 'Origin: http://localhost', 'Content-Length: 2']],
    ['chunks', ['Host: localhost', 'Transfer-Encoding: chunked', 'Content-Length: 2']],
    ['an expectation', ['Host: localhost', 'Expect: 100-continue', 'Content-Length: 2']],
    ['a closing connection', ['Host: localhost', 'Connection: close', 'Content-Length: 2']],
    ['an event', ['Host: localhost', 'X-Amz-Invocation-Type: Event', 'Content-Length: 2']],
    ['a log tail', ['Host: localhost', 'X-Amz-Log-Type: Tail', 'Content-Length: 2']],
    ['a folded header', ['Host: localhost', 'X-A: b', ' c', 'Content-Length: 2']],
    ['a space before the colon', ['Host: localhost', 'Content-Length : 2']],
    ['a bare line feed', ['Host: localhost\nX-A: b', 'Content-Length: 2']],
    ['a body that is called something else than JSON', ['Host: localhost', 'Content-Type: text/xml', 'Content-Length: 2']],
    ['a body over the limit', ['Host: localhost', 'Content-Length: 9999999']],
  ])('leaves %s to the ordinary server', (_name, lines) => {
    expect(parseHotInvoke(head(...lines))).toBeUndefined();
  });

  test('never throws, and never reads a length that is not there, on any bytes', () => {
    const pieces = fc.constantFrom(
      'POST ',
      PATH,
      ' HTTP/1.1',
      '\r\n',
      '\n',
      'Host: localhost',
      'Content-Length: ',
      '2',
      ':',
      ' ',
      '\0',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const bytes = Buffer.from(parts.join(''));
        const found = parseHotInvoke(bytes);
        if (found === undefined) return;
        expect(bytes.subarray(0, found.bodyOffset).toString()).toMatch(/\r\ncontent-length:[ \t]*\d+[ \t]*\r\n/i);
      }),
    );
  });
});

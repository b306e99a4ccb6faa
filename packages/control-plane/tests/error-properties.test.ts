import { DEFAULT_SCOPE, ERROR_KINDS, SkeinError, toSkeinError } from '@skein/contracts';
import type { ErrorCode } from '@skein/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRefusal } from '../src/http/client-error.ts';
import { encodeLambdaError } from '../src/http/lambda/encode-error.ts';
import { renderLambdaError } from '../src/http/lambda/errors.ts';
import { renderStatesError } from '../src/http/states/errors.ts';
import { renderV1Error } from '../src/http/v1/errors.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 2_000, ...fc.readConfigureGlobal() };
const REQUEST_ID = '01a1fd17-63e6-7d24-b70c-606753b62d14';
const HEAD_END = '\r\n\r\n';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '{reason}',
    '$&',
    "$'",
    '${x}',
    '\r\nX-Injected: 1\r\n\r\n',
    '"',
    '\\',
    '\0',
    '\ud800',
    '<script>',
    '__proto__',
    'x'.repeat(5_000),
  ),
);
/** Every detail that some text names, and others. */
const details = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...[...JSON.stringify(ERROR_KINDS).matchAll(/\{(\w+)\}/g)].map(([, key = '']) => key)),
    fc.constantFrom('qualifier', 'region', 'account', 'what'),
  ),
  fc.oneof(text, fc.double(), fc.integer()),
);
const code = fc.constantFrom(...(Object.keys(ERROR_KINDS) as ErrorCode[]));
const error = fc.tuple(code, details).map(([kind, given]) => new SkeinError(kind, given));
/** What programs throw besides. */
const thrown: fc.Arbitrary<unknown> = fc.oneof(
  error,
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
  text.map((message) => new TypeError(message)),
  fc.constantFrom(Symbol('x'), undefined, null, Object.create(null), () => {}),
);

/** An HTTP answer taken apart; its head has nothing in it that came from outside. */
function expectWholeAnswer(bytes: Buffer): void {
  const end = bytes.indexOf(HEAD_END);
  const head = bytes.toString('latin1', 0, end);
  expect(head).toMatch(/^HTTP\/1\.1 [2345]\d\d [\w' -]+\r\n/);
  expect(head).not.toContain('X-Injected');
  expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).toBe(bytes.length - end - HEAD_END.length);
  expect(JSON.parse(bytes.toString('utf8', end + HEAD_END.length))).toEqual(expect.any(Object));
}

describe('error rendering, both APIs and that of workflows', () => {
  test('anything that is thrown has a status, a name and a text in each', () => {
    fc.assert(
      fc.property(thrown, (value) => {
        const lambda = renderLambdaError(value, DEFAULT_SCOPE);
        expect(lambda.status).toBeGreaterThanOrEqual(400);
        expect(lambda.status).toBeLessThan(600);
        expect(lambda.name).toMatch(/^[A-Z]\w+Exception$/);
        expect(lambda.fields['Message'] ?? lambda.fields['message']).toBe(lambda.message);
        const own = renderV1Error(value);
        expect(own.status).toBeGreaterThanOrEqual(400);
        expect(JSON.parse(JSON.stringify(own.body))).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
        const states = renderStatesError(value, DEFAULT_SCOPE);
        expect([400, 403, 429, 500]).toContain(states.status);
        expect(JSON.parse(JSON.stringify(states.body))).toMatchObject({
          __type: expect.stringMatching(/^\w+$/),
          message: expect.any(String),
        });
      }),
      RUNS,
    );
  });

  test('any error of the catalogue keeps its fault: the caller never sees a 5xx for what is his, nor a 4xx for what is ours', () => {
    fc.assert(
      fc.property(error, (value) => {
        const isOurs = value.kind.fault === 'system';
        const statuses = [renderLambdaError(value, DEFAULT_SCOPE).status, renderV1Error(value).status];
        for (const status of statuses) if (!isOurs) expect([501, 503].includes(status) || status < 500).toBe(true);
        if (isOurs) expect(renderLambdaError(value, DEFAULT_SCOPE).status).toBeGreaterThanOrEqual(500);
      }),
      RUNS,
    );
  });

  test('any text of an error is its template with the details as they are, and no placeholder is left that has one', () => {
    fc.assert(
      fc.property(error, (value) => {
        const template = ERROR_KINDS[value.code].message;
        const expected = template.split(/(\{\w+\})/).map((part) => {
          const [, key] = /^\{(\w+)\}$/.exec(part) ?? [];
          return key === undefined || !Object.hasOwn(value.details, key) ? part : String(value.details[key]);
        });
        expect(value.message).toBe(expected.join(''));
      }),
      RUNS,
    );
  });

  test('anything that is thrown makes one whole HTTP answer where Fastify is not there to write it', () => {
    const path = fc.option(fc.oneof(text, fc.constant('/2015-03-31/functions')), { nil: undefined });
    fc.assert(
      fc.property(thrown, path, (value, where) => {
        expectWholeAnswer(encodeLambdaError(value, REQUEST_ID, DEFAULT_SCOPE, 'keep-alive'));
        expectWholeAnswer(encodeRefusal(toSkeinError(value), where, REQUEST_ID, DEFAULT_SCOPE));
      }),
      RUNS,
    );
  });
});

import { EVENT_ERROR_MAX_LENGTH } from '@skein/contracts';
import { expect, test } from 'vitest';
import { describeFailure } from '../src/events/describe-failure.ts';

function describeText(text: string): string | undefined {
  return describeFailure(Buffer.from(text));
}

test.each([
  ['both', '{"errorType": "ValueError", "errorMessage": "no good"}', 'ValueError: no good'],
  ['only a text', '{"errorMessage": "no good", "errorType": null}', 'no good'],
  ['an error without a text', '{"errorType": "KeyError", "errorMessage": ""}', 'KeyError'],
  ['another document', '[1]', undefined],
  ['no document', 'null', undefined],
  ['no JSON', '{', undefined],
  ['nothing', '', undefined],
])('what went wrong, from %s', (_what, document, expected) => {
  expect(describeText(document)).toBe(expected);
});

test('EVENT_ERROR_MAX_LENGTH: kept whole at the limit, cut past it', () => {
  const whole = 'x'.repeat(EVENT_ERROR_MAX_LENGTH);
  expect(describeText(JSON.stringify({ errorMessage: whole }))).toBe(whole);
  expect(describeText(JSON.stringify({ errorMessage: `${whole}x` }))).toBe(`${whole.slice(1)}…`);
});

import { DEFAULT_SCOPE, SkeinError } from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import { renderLambdaError } from '../src/http/lambda/errors.ts';
import { readFunctionName, readNewFunctionName } from '../src/http/lambda/validation/function-name.ts';
import { hasRecordings, readRecordings } from './support/recordings.ts';
import type { RecordedResponse } from './support/recordings.ts';

const CASE = /test_function_name_and_qualifier_validation\[(.+)-(get_function|delete_function|invoke|create_function)\]$/;
const cases = readRecordings().filter(({ test: name, responses }) => CASE.test(name) && Object.keys(responses).length > 0);

describe.skipIf(!hasRecordings)('documented exception names and texts: names and qualifiers as the real service answered', () => {
  test.each(cases.map(({ test: name, responses }) => [name.split('validation')[1] ?? name, name, responses] as const))(
    '%s',
    (_title, name, responses) => {
      const [, title = '', operation = ''] = CASE.exec(name) ?? [];
      const recorded = responses[`${operation}_exception`] ?? {};
      const { functionName, qualifier } = requestOf(title, recorded);
      const answer = answerTo(operation, functionName, qualifier);
      expect({ name: answer.name, texts: textsOf(answer.message) }).toEqual({
        name: recorded.Code,
        texts: recorded.Errors?.toSorted() ?? [recorded.Message],
      });
    },
  );
});

/** The recordings hold answers only: the request is taken from the value the answer quotes, or from the name of the case. */
function requestOf(title: string, recorded: RecordedResponse): { readonly functionName: string; readonly qualifier: string | undefined } {
  const quoted = (field: string): string | undefined =>
    recorded.Errors?.map((text) => new RegExp(`^Value '(.*)' at '${field}'`).exec(text)?.[1]).find((value) => value !== undefined);
  const qualifier = quoted('qualifier');
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function';
  const requests: Readonly<Record<string, readonly [string, string | undefined]>> = {
    incomplete_arn: [arn, undefined],
    latest_version_with_additional_qualifier: ['my-function:$LATEST', '1'],
    qualifier_too_long1: [`${arn}:my-function:${'a'.repeat(65)}`, undefined],
    function_name_and_qualifier_too_long: ['my-function', 'a'.repeat(65)],
  };
  const [name, given] = requests[title] ?? [quoted('functionName') ?? 'my-function', qualifier];
  return { functionName: name, qualifier: given };
}

function answerTo(
  operation: string,
  functionName: string,
  qualifier: string | undefined,
): { readonly name: string; readonly message: string } {
  try {
    if (operation === 'create_function') readNewFunctionName(functionName, DEFAULT_SCOPE);
    const named = readFunctionName(functionName, qualifier, DEFAULT_SCOPE);
    const shown = named.qualifier ?? (operation === 'invoke' ? '$LATEST' : undefined);
    throw new SkeinError('function_not_found', { functionName: named.functionName, ...(shown === undefined ? {} : { qualifier: shown }) });
  } catch (error) {
    return renderLambdaError(error, DEFAULT_SCOPE);
  }
}

function textsOf(message: string): readonly string[] {
  return message
    .replace(/^\d+ validation errors? detected: /, '')
    .split('; ')
    .toSorted();
}

import { DEFAULT_SCOPE, FUNCTION_NAME_MAX_LENGTH, SkeinError, functionArn } from '@skein/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFunctionName, readNewFunctionName } from '../src/http/lambda/validation/function-name.ts';
import { readTaggedFunction } from '../src/http/lambda/validation/tags.ts';
import { readExecutionArn, readMachineArn } from '../src/http/states/arns.ts';
import { methodsOf } from '../src/http/v1/methods-of.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 2_000, ...fc.readConfigureGlobal() };
const CALLERS_FAULT = ['validation_failed', 'invalid_value', 'function_not_found', 'not_implemented', 'invalid_arn'];

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
const name = fc.string({ unit: fc.constantFrom(...letters.split('')), minLength: 1, maxLength: FUNCTION_NAME_MAX_LENGTH });
const qualifier = fc.option(fc.oneof(fc.constant('$LATEST'), name), { nil: undefined });

/** Texts that are nearly names and ARNs: whole parts of them in any order, now and then very many, and anything else in between. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('arn:', 'aws', ':lambda:', ':states:', 'us-east-1', 'eu-west-1', ':', '000000000000', '111111111111', 'function:'),
      fc.constantFrom(
        'function',
        '$LATEST',
        '$LATEST.PUBLISHED',
        '..',
        '/',
        '%',
        '\0',
        '\n',
        'é',
        '\ud800',
        'layer:',
        'stateMachine:',
        'execution:',
      ),
      fc.constantFrom('a'.repeat(3_000), ':'.repeat(500), 'a-'.repeat(1_000), '-us-'.repeat(500), 'aws-'.repeat(400)),
      name,
      fc.string({ maxLength: 10 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What a reader makes of a text; every refusal is one of those that are the caller's fault. */
function read<T>(reader: () => T): T | undefined {
  try {
    return reader();
  } catch (error) {
    expect(error).toBeInstanceOf(SkeinError);
    expect(CALLERS_FAULT).toContain((error as SkeinError).code);
    return undefined;
  }
}

describe('ARN and name parsing', () => {
  test('any text is a name, or is refused as the fault of the caller', () => {
    fc.assert(
      fc.property(hostile, fc.option(hostile, { nil: undefined }), (text, given) => {
        const found = read(() => readFunctionName(text, given, DEFAULT_SCOPE));
        if (found !== undefined) {
          expect(found.functionName).toMatch(/^[a-zA-Z0-9._-]{1,256}$/);
          expect(found.qualifier ?? '1').toMatch(/^[$a-zA-Z0-9._-]{1,256}$/);
          expect(text).toContain(found.functionName);
        }
        const made = read(() => readNewFunctionName(text, DEFAULT_SCOPE));
        if (made !== undefined) expect(made).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      }),
      RUNS,
    );
  });

  test('any function is found by its name, its partial and its full ARN, with and without a qualifier', () => {
    const { account, region } = DEFAULT_SCOPE;
    fc.assert(
      fc.property(name, qualifier, (functionName, version) => {
        const forms = [
          functionName,
          `function:${functionName}`,
          `${account}:function:${functionName}`,
          functionArn(DEFAULT_SCOPE, functionName),
        ];
        // What is only digits, or begins as a region does, may be read as another part of an ARN: only those forms are clear without it.
        for (const form of forms) {
          const expected = { functionName, qualifier: version };
          expect(readFunctionName(form, version, DEFAULT_SCOPE)).toEqual(expected);
          if (version !== undefined) expect(readFunctionName(`${form}:${version}`, undefined, DEFAULT_SCOPE)).toEqual(expected);
        }
        expect(readNewFunctionName(functionName, DEFAULT_SCOPE)).toBe(functionName);
        expect(
          read(() => readFunctionName(functionArn({ account, region: 'eu-west-1' }, functionName), undefined, DEFAULT_SCOPE)),
        ).toBeUndefined();
        expect(
          read(() => readFunctionName(functionArn({ account: '1'.repeat(12), region }, functionName), undefined, DEFAULT_SCOPE)),
        ).toBeUndefined();
      }),
      RUNS,
    );
  });

  test('any resource that tags are asked of is a function, or is refused as the fault of the caller', () => {
    const resource = fc.oneof(
      hostile,
      name.map((text) => functionArn(DEFAULT_SCOPE, text)),
    );
    fc.assert(
      fc.property(resource, (text) => {
        const found = read(() => readTaggedFunction(text, DEFAULT_SCOPE));
        if (found !== undefined) expect(text).toBe(functionArn(DEFAULT_SCOPE, found));
      }),
      RUNS,
    );
  });

  test('any ARN of the Step Functions API names something, or is refused as the fault of the caller', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const machine = read(() => readMachineArn(text, DEFAULT_SCOPE));
        if (machine !== undefined) expect(typeof machine).toBe('string');
        const execution = read(() => readExecutionArn(text, DEFAULT_SCOPE));
        if (execution !== undefined) expect(typeof execution.executionName).toBe('string');
      }),
      RUNS,
    );
  });

  test('any URL has a list of methods in our own API', () => {
    const url = fc.array(fc.oneof(fc.constantFrom('/v1', '/functions', '/', '?', 'x', '%2f', '/invoke', '/code', '/metrics'), hostile), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(url, (parts) => {
        for (const method of methodsOf(parts.join(''))) expect(method).toMatch(/^[A-Z]+$/);
      }),
      RUNS,
    );
  });
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickleException } from '../src/tasks/pickle-exception.ts';

/** Opens pickles line by line, and prints what they are as JSON. */
const OPEN = `
import base64, json, pickle, sys
for line in sys.stdin:
    error = pickle.loads(base64.b64decode(line))
    print(json.dumps([type(error).__module__ + "." + type(error).__name__, list(error.args)]))`;

function openAll(pickles: readonly string[]): unknown[] {
  const printed = execFileSync('python3', ['-c', OPEN], { input: pickles.join('\n'), encoding: 'utf8' });
  return printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('Python opens the exceptions that Skein writes, whatever their text', () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 300 }), 200);
  expect(openAll(texts.map((text) => pickleException('TimeoutError', text)))).toEqual(
    texts.map((text) => ['builtins.TimeoutError', [text.toWellFormed()]]),
  );
});

test('each type is the one that Python knows by this name', () => {
  const types = ['RuntimeError', 'TimeoutError', 'MemoryError', 'CancelledError'] as const;
  const opened = openAll(types.map((type) => pickleException(type, 'text')));
  expect(opened).toEqual([
    ['builtins.RuntimeError', ['text']],
    ['builtins.TimeoutError', ['text']],
    ['builtins.MemoryError', ['text']],
    ['concurrent.futures._base.CancelledError', ['text']],
  ]);
});

test('a text that is too long is cut, between letters', () => {
  const [[, [text]]] = openAll([pickleException('RuntimeError', 'ü'.repeat(100_000))]) as [[string, [string]]];
  expect(text).toMatch(/^ü{16000}$/);
});

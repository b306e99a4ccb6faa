import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameType } from '../src/index.ts';
import { NODES, PYTHONS } from './support/interpreters.ts';
import { RuntimeProcess } from './support/runtime-process.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 12, ...fc.readConfigureGlobal() };
const TIMEOUT = { timeout: 60_000 };
const ECHO = {
  python: { 'app.py': 'def handler(event, context):\n    return event\n' },
  node: { 'app.js': 'exports.handler = async (event) => event;' },
} as const;

/** Events that are nearly JSON: values cut, joined and mixed with what JSON does not have. */
const piece = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\ud800', '\\x41', '\t', '\n', '\0', '\ufeff', ' ', '\u00a0', '\v'),
  fc.constantFrom(
    'NaN',
    '-Infinity',
    'True',
    '-',
    '+1',
    '01',
    '.5',
    '1.',
    '1e999',
    '9'.repeat(5_000),
    '['.repeat(3_000),
    '{"a":'.repeat(2_000),
  ),
);
/** JSON with one character changed or left out. */
const mistyped = fc
  .tuple(fc.json({ maxDepth: 3 }), fc.nat({ max: 60 }), fc.constantFrom('', ' ', '"', '\\', '{', '}', ',', ':', '\t', 'x', '\ud800'))
  .map(([text, at, character]) => text.slice(0, at % text.length) + character + text.slice((at % text.length) + 1));
const event = fc.oneof(
  { weight: 4, arbitrary: mistyped.map((text) => Buffer.from(text)) },
  { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => Buffer.from(pieces.join(''))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
);

/** Whether bytes are one JSON value in UTF-8. */
function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

describe('any bytes as events of a fresh runtime', () => {
  test.each(['python', 'node'] as const)(
    'any bytes are answered, or told to be no JSON, and the next event is answered: %s',
    TIMEOUT,
    async (family) => {
      const [program] = family === 'python' ? PYTHONS : NODES;
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 4 }), async (events) => {
          // What is read first may find less of the interpreter loaded than what comes later.
          const { runtime } = await RuntimeProcess.start(family, program ?? '', ECHO[family], 'app.handler');
          for (const bytes of events) {
            const { type } = await runtime.call(bytes);
            if (isJson(bytes)) expect([FrameType.result, FrameType.error, FrameType.invalidEvent]).toContain(type);
            else expect([type, bytes.toString('latin1')]).toEqual([FrameType.invalidEvent, bytes.toString('latin1')]);
          }
          expect((await runtime.call('{"a":[1]}')).text.replaceAll(' ', '')).toBe('{"a":[1]}');
          runtime.hangUp();
          await runtime.exit;
        }),
        RUNS,
      );
    },
  );
});

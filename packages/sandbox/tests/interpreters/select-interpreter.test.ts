import { RUNTIME_NAMES } from '@skein/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Interpreter } from '../../src/index.ts';
import { describeInterpreter, selectInterpreter } from '../../src/interpreters/select-interpreter.ts';

function python(fullVersion: string, unusableBecause?: string): Interpreter {
  const version = fullVersion.split('.').slice(0, 2).join('.');
  const interpreter = { family: 'python', version, fullVersion, executablePath: `/usr/bin/python${version}`, requiredDirs: [] } as const;
  return unusableBecause === undefined ? interpreter : { ...interpreter, unusableBecause };
}

function node(fullVersion: string): Interpreter {
  const version = fullVersion.split('.')[0] ?? '';
  return { family: 'node', version, fullVersion, executablePath: `/usr/bin/node${version}`, requiredDirs: [] };
}

const chosen = (runtime: string, found: readonly Interpreter[], allowSubstitution = true): string => {
  const byFamily = { python: found.filter(({ family }) => family === 'python'), node: found.filter(({ family }) => family === 'node') };
  return selectInterpreter(runtime, byFamily, allowSubstitution).interpreter.fullVersion;
};

describe('a valid Python or Node minor that is not installed runs on the nearest installed one when the operator allows', () => {
  test('exactly the wanted version comes first, and of several the newest', () => {
    expect(chosen('python3.11', [python('3.12.1'), python('3.11.2'), python('3.11.7'), python('3.10.13')])).toBe('3.11.7');
    expect(chosen('nodejs22.x', [node('24.1.0'), node('22.4.1'), node('20.1.0')])).toBe('22.4.1');
  });

  test('the nearest comes next, and of two equally near the newer', () => {
    expect(chosen('python3.12', [python('3.13.0'), python('3.11.7'), python('3.9.1')])).toBe('3.13.0');
    expect(chosen('python3.14', [python('3.9.1'), python('3.11.7')])).toBe('3.11.7');
    expect(chosen('python3.8', [python('3.13.0'), python('3.9.1')])).toBe('3.9.1');
    expect(chosen('nodejs22.x', [node('20.1.0'), node('24.1.0')])).toBe('24.1.0');
  });

  test("said in the answer's log", () => {
    const found = { python: [python('3.11.7')], node: [node('24.21.0')] };
    expect(selectInterpreter('python3.13', found, true)).toEqual({
      interpreter: python('3.11.7'),
      substituted: true,
      notice: 'python3.13 is not installed here; this ran on Python 3.11.7',
    });
    expect(selectInterpreter('nodejs20.x', found, true).notice).toBe('nodejs20.x is not installed here; this ran on Node.js 24.21.0');
    expect(selectInterpreter('python3.11', found, true)).toEqual({ interpreter: python('3.11.7'), substituted: false });
  });

  test('not when the operator does not allow it', () => {
    expect(() => chosen('python3.12', [python('3.11.7')], false)).toThrow(/the nearest is Python 3\.11\.7, and substitution is off/);
    expect(chosen('python3.11', [python('3.11.7')], false)).toBe('3.11.7');
  });
});

test('interpreters that the sandbox user cannot read are not offered', () => {
  const closed = python('3.12.1', 'other users may not enter /root');
  expect(chosen('python3.12', [closed, python('3.11.2')])).toBe('3.11.2');
  expect(() => chosen('python3.12', [closed])).toThrow(/\/usr\/bin\/python3\.12 cannot be used: other users may not enter \/root/);
});

test('other valid runtimes answer that Skein does not run them yet', () => {
  for (const { name, family } of RUNTIME_NAMES.filter((runtime) => runtime.family === undefined)) {
    expect(() => chosen(name, [python('3.11.2'), node('24.1.0')]), `${name} ${family}`).toThrow(/does not run/);
  }
  expect(() => chosen('cobol85', [])).toThrow(/does not run cobol85/);
});

test('a Python 2 is not replaced by a Python 3', () => {
  expect(() => chosen('python2.7', [python('3.11.2')])).toThrow(/No interpreter for python2\.7/);
});

test('what is chosen is of the right family, usable, and nothing found is nearer', () => {
  const minor = fc.integer({ min: 9, max: 14 });
  const found = fc.array(fc.tuple(minor, fc.nat({ max: 20 }), fc.boolean()), { maxLength: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 14 }), found, (wanted, versions) => {
      const interpreters = versions.map(([minorVersion, patch, usable]) =>
        python(`3.${minorVersion}.${patch}`, usable ? undefined : 'closed'),
      );
      const usable = interpreters.filter(({ unusableBecause }) => unusableBecause === undefined);
      const select = (): Interpreter =>
        selectInterpreter(`python3.${wanted}`, { python: interpreters, node: [node('24.1.0')] }, true).interpreter;
      if (usable.length === 0) {
        expect(select).toThrow(/No interpreter/);
        return;
      }
      const { version, unusableBecause } = select();
      const distance = (of: string): number => Math.abs(Number(of.split('.')[1]) - wanted);
      expect(unusableBecause).toBeUndefined();
      for (const other of usable) expect(distance(version)).toBeLessThanOrEqual(distance(other.version));
    }),
  );
});

test('interpreters are named as people name them', () => {
  expect([describeInterpreter(python('3.11.7')), describeInterpreter(node('22.4.1'))]).toEqual(['Python 3.11.7', 'Node.js 22.4.1']);
});

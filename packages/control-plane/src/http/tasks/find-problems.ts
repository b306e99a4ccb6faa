import type { z } from 'zod';

/** One thing that is wrong with a request, as FastAPI lists it (Pydantic's `ValidationError.errors()`). */
export interface Problem {
  readonly type: string;
  readonly loc: readonly PropertyKey[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

type Words = Pick<Problem, 'type' | 'msg' | 'ctx'>;

const TYPES: Readonly<Record<string, Words>> = {
  string: { type: 'string_type', msg: 'Input should be a valid string' },
  int: { type: 'int_type', msg: 'Input should be a valid integer' },
  number: { type: 'int_type', msg: 'Input should be a valid integer' },
  object: { type: 'model_attributes_type', msg: 'Input should be a valid dictionary or object to extract fields from' },
};

/** What a shape finds wrong with a body, in Pydantic's words. */
export function findProblems(body: unknown, { issues }: z.ZodError): readonly Problem[] {
  return issues.map((issue) => {
    const input = valueAt(body, issue.path);
    const loc = ['body', ...issue.path];
    if (input === undefined && issue.path.length > 0) return { type: 'missing', loc, msg: 'Field required', input: body };
    return { ...wordsFor(issue, input), loc, input: input ?? null };
  });
}

function wordsFor(issue: z.core.$ZodIssue, input: unknown): Words {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? { type: 'value_error', msg: issue.message };
    case 'invalid_format':
      return formatWords(issue.message);
    case 'too_big':
      return limitWords(issue.origin === 'string' ? 'string_too_long' : 'less_than_equal', 'at most', Number(issue.maximum), input);
    case 'too_small':
      return limitWords('greater_than_equal', 'at least', Number(issue.minimum), input);
    case 'invalid_value': {
      const expected = issue.values.map((value) => `'${String(value)}'`).join(' or ');
      return { type: 'literal_error', msg: `Input should be ${expected}`, ctx: { expected } };
    }
    default:
      return { type: 'value_error', msg: issue.message };
  }
}

/** The shapes of this API name their formats in place of a message. */
function formatWords(format: string): Words {
  if (format !== 'uuid') return { type: 'string_pattern_mismatch', msg: 'Input should be a version of Python 3, such as 3.11' };
  const error = 'it is not 32 hexadecimal digits with or without hyphens';
  return { type: 'uuid_parsing', msg: `Input should be a valid UUID, ${error}`, ctx: { error } };
}

function limitWords(type: string, bound: string, limit: number, input: unknown): Words {
  if (typeof input === 'string')
    return {
      type,
      msg: `String should have ${bound} ${limit} characters`,
      ctx: { [bound === 'at most' ? 'max_length' : 'min_length']: limit },
    };
  const relation = bound === 'at most' ? 'less' : 'greater';
  return { type, msg: `Input should be ${relation} than or equal to ${limit}`, ctx: { [bound === 'at most' ? 'le' : 'ge']: limit } };
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[name] : undefined),
    body,
  );
}

import { isArray, isObject } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Expression } from './expression.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './parse-expression.ts';
import type { Scope } from './scope.ts';

/** A payload template, read once: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign`. */
export type Template =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly fieldName: string }
  | { readonly kind: 'array'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, template: Template])[] };

/** Hears of what is wrong in a template, with the path of the field below the template. */
export type TemplateProblem = (reason: string, fieldPath: string) => void;

/** Reads a template: a field whose name ends in `.$` holds an expression, everything else is itself. */
export function parseTemplate(value: JsonValue, report: TemplateProblem, fieldPath = ''): Template {
  if (isArray(value))
    return simplify(value, { kind: 'array', items: value.map((item, index) => parseTemplate(item, report, `${fieldPath}[${index}]`)) });
  if (!isObject(value)) return { kind: 'literal', value };
  return simplify(value, { kind: 'object', members: parseMembers(value, report, fieldPath) });
}

function parseMembers(value: JsonObject, report: TemplateProblem, fieldPath: string): readonly (readonly [string, Template])[] {
  const names = new Set<string>();
  return Object.entries(value).map(([key, member]) => {
    const place = `${fieldPath}/${key}`;
    const name = key.endsWith('.$') ? key.slice(0, -2) : key;
    if (names.has(name)) report(`The field '${name}' is given twice`, place);
    names.add(name);
    return [name, key.endsWith('.$') ? parseExpressionField(key, member, report, place) : parseTemplate(member, report, place)];
  });
}

function parseExpressionField(key: string, value: JsonValue, report: TemplateProblem, place: string): Template {
  if (typeof value === 'string') {
    try {
      return { kind: 'expression', expression: parseExpression(value), fieldName: key };
    } catch (failure) {
      report(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call: ${String((failure as Error).message)}`,
        place,
      );
    }
  } else {
    report(`The value for the field '${key}' must be a STRING`, place);
  }
  return { kind: 'literal', value: null };
}

/** A part without expressions is one literal: most templates are mostly that. */
function simplify(value: JsonValue, template: Template): Template {
  const parts = template.kind === 'array' ? template.items : template.kind === 'object' ? template.members.map(([, part]) => part) : [];
  return parts.every((part) => part.kind === 'literal') ? { kind: 'literal', value } : template;
}

/** The value of a template. Throws a StateFailure when one of its expressions has none. */
export function evaluateTemplate(template: Template, scope: Scope): JsonValue {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluate(template.expression, scope, template.fieldName);
    case 'array':
      return template.items.map((item) => evaluateTemplate(item, scope));
    case 'object':
      return Object.fromEntries(template.members.map(([name, member]) => [name, evaluateTemplate(member, scope)]));
  }
}

import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, in the words of AWS's validation. */
export function describeIssue(issue: Issue, body: unknown): string {
  const place = issue.path.join('.');
  const value = valueAt(body, issue.path);
  const shown = value === undefined || value === null ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
  const subject = place === '' ? 'Value' : `Value ${shown} at '${place}'`;
  return `${subject} failed to satisfy constraint: ${constraintOf(issue, value)}`;
}

function valueAt(body: unknown, path: Issue['path']): unknown {
  let value = body;
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value;
}

function constraintOf(issue: Issue, value: unknown): string {
  if (value === undefined || value === null) return 'Member must not be null';
  const measure = typeof value === 'string' ? 'length' : 'value';
  if (issue.code === 'invalid_value') return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
  if (issue.code === 'too_big') return `Member must have ${measure} less than or equal to ${String(issue.maximum)}`;
  if (issue.code === 'too_small') return `Member must have ${measure} greater than or equal to ${String(issue.minimum)}`;
  return issue.message;
}

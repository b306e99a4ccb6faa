/** JSON as programs and people can read it. */
export function renderJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

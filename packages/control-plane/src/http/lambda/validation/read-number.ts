/** A number of the query. A text that is no number is one that no range has. */
export function readNumber(text: string | readonly string[]): number {
  return typeof text === 'string' && /^-?\d{1,9}$/.test(text) ? Number(text) : 0;
}

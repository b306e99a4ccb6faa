/** Parses JSON that this package has written into a column, and that therefore needs no check. */
export function parseStored<Value>(text: string): Value {
  return JSON.parse(text) as Value;
}

/** The value as an object with unknown fields; an empty one when it is anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** Reads a JSON text that should be an object. Throws when it is no JSON. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> {
  return recordOf(JSON.parse(text));
}

/** The value as a list of objects; an empty one when it is anything else. */
export function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A title begins with the names of the limits that the test holds, and a colon. */
const TITLE = /(['"`])((?:[A-Z][A-Z0-9_]+, )*[A-Z][A-Z0-9_]+): /g;

/** Names of limits that the titles of the tests in a source cite. */
export function citedLimits(source: string): readonly string[] {
  return [...source.matchAll(TITLE)].flatMap(([, , names = '']) => names.split(', '));
}

/** Comparing what the engine did with what the service recorded, where some values were replaced before recording. */

type Pairs = readonly (readonly [pattern: string, replacement: string])[];

/** Whole values that stand for anything of their kind. */
const ANYTHING = new Set(['timestamp', 'date', 'x-amzn-RequestId', 'X-Amzn-Trace-Id', 'RequestId', 'RandomNumberGenerated']);

const PLACEHOLDER = /<[A-Za-z][\w-]*(?::\d+)?>/g;

/** The replacements of a recording, the most specific first: a longer pattern may contain a shorter one's text. */
export function applyReplacements(text: string, pairs: Pairs): string {
  const ordered = pairs.toSorted(([left], [right]) => right.length - left.length);
  return ordered.reduce((current, [pattern, replacement]) => current.replace(new RegExp(pattern, 'g'), () => replacement), text);
}

/** Compares values strictly; a placeholder stands for one text, the same one wherever it is. */
export class RecordingMatcher {
  readonly #bindings = new Map<string, string>();
  readonly #ignored: ReadonlySet<string>;

  /** `skipPaths` of the recordings name members wherever they are: `$..redriveCount`. */
  constructor(skipPaths: readonly string[]) {
    this.#ignored = new Set(skipPaths.map((path) => path.slice(path.lastIndexOf('.') + 1)));
  }

  /** Where the two differ, or nothing. */
  difference(expected: unknown, actual: unknown, place = ''): string | undefined {
    if (typeof expected === 'string') return this.#compareText(expected, actual, place);
    // The recorder parsed texts that hold JSON.
    const value: unknown = typeof actual === 'string' ? tryParse(actual) : actual;
    if (Array.isArray(expected)) return this.#compareArrays(expected, value, place);
    if (typeof expected === 'object' && expected !== null) return this.#compareObjects(expected, value, place);
    return expected === value ? undefined : report(place, expected, actual);
  }

  #compareArrays(expected: readonly unknown[], actual: unknown, place: string): string | undefined {
    if (!Array.isArray(actual) || actual.length !== expected.length) return report(place, expected, actual);
    return firstOf(expected.map((item, index) => () => this.difference(item, actual[index], `${place}[${index}]`)));
  }

  #compareObjects(expected: object, actual: unknown, place: string): string | undefined {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return report(place, expected, actual);
    const wanted = new Map(Object.entries(expected).filter(([name]) => !this.#ignored.has(name)));
    const found = new Map(Object.entries(actual).filter(([name]) => !this.#ignored.has(name)));
    const extra = [...found.keys()].find((name) => !wanted.has(name));
    if (extra !== undefined) return `${place}.${extra} was not recorded`;
    return firstOf(
      [...wanted].map(
        ([name, value]) =>
          () =>
            found.has(name) ? this.difference(value, found.get(name), `${place}.${name}`) : `${place}.${name} is missing`,
      ),
    );
  }

  #compareText(expected: string, actual: unknown, place: string): string | undefined {
    if (expected === actual || ANYTHING.has(expected)) return undefined;
    if (typeof actual !== 'string') return report(place, expected, actual);
    const names = expected.match(PLACEHOLDER) ?? [];
    if (names.length === 0) return report(place, expected, actual);
    const pieces = expected.split(PLACEHOLDER).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    const match = new RegExp(`^${pieces.join('([^]+?)')}$`).exec(actual);
    if (match === null) return report(place, expected, actual);
    const contradiction = names.find((name, index) => !this.#bind(name, match[index + 1] ?? ''));
    return contradiction === undefined ? undefined : `${place}: ${contradiction} stands for two different texts`;
  }

  #bind(name: string, text: string): boolean {
    const bound = this.#bindings.get(name);
    this.#bindings.set(name, bound ?? text);
    return bound === undefined || bound === text;
  }
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const difference = check();
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function report(place: string, expected: unknown, actual: unknown): string {
  return `${place}: recorded ${JSON.stringify(expected)?.slice(0, 200)}, got ${JSON.stringify(actual)?.slice(0, 200)}`;
}

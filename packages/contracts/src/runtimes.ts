/** The catalogue of runtime names. AWS's names decide what is valid; a family decides which of them Skein can run. */

export const RUNTIME_FAMILIES = ['python', 'node'] as const;
export type RuntimeFamily = (typeof RUNTIME_FAMILIES)[number];

export interface RuntimeName {
  readonly name: string;
  /** The family that runs it, or undefined for a name that is valid but that Skein does not run yet. */
  readonly family?: RuntimeFamily;
  /** Interpreter version the name asks for: `3.12` for Python, `22` for Node. */
  readonly version?: string;
  /** AWS no longer accepts new functions with this name. */
  readonly deprecated: boolean;
}

function python(version: string, deprecated = false): RuntimeName {
  return { name: `python${version}`, family: 'python', version, deprecated };
}

function node(version: string, deprecated = false): RuntimeName {
  return { name: `nodejs${version}.x`, family: 'node', version, deprecated };
}

function other(name: string, deprecated = false): RuntimeName {
  return { name, deprecated };
}

/** Every name the real service knows, in the order in which it lists the valid ones in its error text, then the deprecated ones. */
export const RUNTIME_NAMES: readonly RuntimeName[] = [
  node('20'),
  python('3.14'),
  other('provided.al2023'),
  python('3.12'),
  python('3.13'),
  node('24'),
  node('22'),
  other('java25'),
  python('3.10'),
  python('3.11'),
  other('java21'),
  other('ruby3.3'),
  other('ruby3.4'),
  other('ruby3.2'),
  python('3.8'),
  python('3.9'),
  other('java17'),
  node('16'),
  other('dotnet10'),
  other('dotnet8'),
  other('java11'),
  other('dotnet6'),
  node('18'),
  other('provided.al2'),
  other('java8.al2'),
  python('2.7', true),
  python('3.6', true),
  python('3.7', true),
  other('nodejs', true),
  other('nodejs4.3', true),
  other('nodejs4.3-edge', true),
  other('nodejs6.10', true),
  other('nodejs8.10', true),
  node('10', true),
  node('12', true),
  node('14', true),
  other('java8', true),
  other('dotnetcore1.0', true),
  other('dotnetcore2.0', true),
  other('dotnetcore2.1', true),
  other('dotnetcore3.1', true),
  other('dotnet5.0', true),
  other('dotnet7', true),
  other('ruby2.5', true),
  other('ruby2.7', true),
  other('go1.x', true),
  other('provided', true),
];

const byName = new Map(RUNTIME_NAMES.map((runtime) => [runtime.name, runtime]));

/** The catalogue entry of a runtime name, or undefined when no such name exists. */
export function findRuntime(name: string): RuntimeName | undefined {
  return byName.get(name);
}

import type { Problems } from './problems.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface OpenObject {
  readonly location: string;
  readonly names: Set<string>;
  /** The member that is being read. */
  current: string;
}

/**
 * Notes every name that an object of a JSON text has twice: the parser would keep the last and say nothing, and a state would be gone. The
 * text must be valid JSON.
 */
export function checkRepeatedNames(text: string, problems: Problems): void {
  const open: (OpenObject | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ location: locationOf(open), names: new Set(), current: '' });
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && inner !== undefined) {
      const name = JSON.parse(last) as string;
      if (inner.names.has(name)) problems.add(`The name '${name}' is given twice`, `${inner.location}/${name}`, 'DUPLICATE_STATE_NAME');
      inner.names.add(name);
      inner.current = name;
    }
    last = token;
  }
}

function locationOf(open: readonly (OpenObject | undefined)[]): string {
  return open.map((object) => (object === undefined ? '' : `/${object.current}`)).join('');
}

import { SkeinError } from './errors/skein-error.ts';

/** What a principal may do; each includes the next. An invoker calls functions and reads its own results. */
export const ROLES = ['admin', 'developer', 'invoker'] as const;
export type Role = (typeof ROLES)[number];

/** Who a request acts for. It is set on every request: `open` as long as no keys are in force, `anyone` where no key is asked for. */
export interface Principal {
  /** The id of the key; `open`, `anyone` and `function:NAME` are no keys. */
  readonly id: string;
  /** `function`: a running function that calls another. */
  readonly kind: 'open' | 'key' | 'anyone' | 'function';
  readonly role: Role;
  /** Patterns of the names of functions and workflows that it may touch; `*` in one stands for any characters. */
  readonly functions: readonly string[];
}

/** The patterns of a principal that may touch every function. */
export const EVERY_FUNCTION: readonly string[] = Object.freeze(['*']);

/** The principal of every request while no keys are in force (loopback only). */
export const OPEN_PRINCIPAL: Principal = Object.freeze({ id: 'open', kind: 'open', role: 'admin', functions: EVERY_FUNCTION });

/** The principal of a request to a route that everybody may use. */
export const ANYONE: Principal = Object.freeze({ id: 'anyone', kind: 'anyone', role: 'invoker', functions: [] });

export function hasRole({ role }: Principal, least: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(least);
}

/** Throws `access_denied`. `operation` is the name by which the API at hand knows what was asked for. */
export function requireRole(principal: Principal, least: Role, operation: string): void {
  if (!hasRole(principal, least)) throw new SkeinError('access_denied', { keyId: principal.id, what: operation, operation });
}

export function mayTouchAll({ functions }: Principal): boolean {
  return functions.includes('*');
}

/** Whether the patterns of a principal allow a function or a workflow of this name. */
export function mayTouch({ functions }: Principal, name: string): boolean {
  return functions.some((pattern) => matchesPattern(pattern, name));
}

/** Throws `access_denied` for a function or a workflow that the principal's patterns leave out, whether or not it exists. */
export function requireAccess(principal: Principal, name: string): void {
  if (!mayTouch(principal, name)) throw accessDenied(principal, name);
}

/** Why a principal gets no function or workflow of this name. */
export function accessDenied({ id }: Principal, name: string): SkeinError {
  return new SkeinError('access_denied', { keyId: id, what: name, name });
}

/** For what is about every function. Throws `access_denied` for a principal that may touch only some of them. */
export function requireAll(principal: Principal, operation: string): void {
  if (!mayTouchAll(principal)) throw new SkeinError('access_denied', { keyId: principal.id, what: operation, operation });
}

/** Whether a name is the pattern, in which `*` stands for any characters or none. Takes time in proportion to the name. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined || !name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

import { SkeinError, hasRole, mayTouch, mayTouchAll } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { Visible } from '@skein/ports';

/** Something that a principal has asked for: what came of it is its own result. */
export interface Result {
  readonly id: string;
  /** Of the function or workflow that ran. */
  readonly name: string;
  readonly principalId: string;
}

/** Throws `access_denied` for a result that is not the principal's own, unless a developer may read those of its function or workflow. */
export function requireReadable(principal: Principal, { id, name, principalId }: Result): void {
  if (principalId === principal.id || (hasRole(principal, 'developer') && mayTouch(principal, name))) return;
  throw new SkeinError('access_denied', { keyId: principal.id, what: id, name });
}

/** What a principal sees of a list of results. */
export function visibleResults(principal: Principal): Visible {
  return hasRole(principal, 'developer') ? visibleNames(principal) : { principalId: principal.id };
}

/** What a principal sees of a list of functions or workflows. */
export function visibleNames(principal: Principal): Pick<Visible, 'patterns'> {
  return mayTouchAll(principal) ? {} : { patterns: principal.functions };
}

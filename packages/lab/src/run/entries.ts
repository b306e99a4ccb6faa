import { SkeinError } from '@skein/contracts';
import type { TrialRecord } from '@skein/contracts';

/** What one function of a call's tree says of itself; the fields are those of `lab_function.py`, as far as anything here reads them. */
export interface Entry {
  readonly identifier?: unknown;
  readonly function_name?: unknown;
  readonly parent?: unknown;
  readonly level?: unknown;
  readonly memory?: unknown;
  readonly instance_identifier?: unknown;
  readonly first_call?: unknown;
  /** Seconds. */
  readonly execution_total?: unknown;
  readonly error?: { readonly message?: unknown; readonly [field: string]: unknown } | undefined;
  readonly [field: string]: unknown;
}

/** The tree of a call: one entry for each function that ran in it, by its identifier. */
export type Entries = Readonly<Record<string, Entry>>;

/** What a lab function answered. Throws `provider_failed` when it is no lab function's answer. */
export function nestedEntries(body: Buffer): { readonly identifier: string; readonly entries: Entries } {
  const read = readEntries(body);
  if (read === undefined) throw new SkeinError('provider_failed', { provider: 'the called function', reason: body.toString() });
  return read;
}

/** Undefined when it is no lab function's answer. */
export function readEntries(body: Buffer): { readonly identifier: string; readonly entries: Entries } | undefined {
  const answer = parse(body);
  const entries = typeof answer?.['body'] === 'string' ? parse(Buffer.from(answer['body'])) : undefined;
  const identifier = String(answer?.['identifier']);
  if (entries === undefined || !Object.values(entries).every(isObject) || !Object.hasOwn(entries, identifier)) return undefined;
  return { identifier, entries: entries as Entries };
}

/** The entry of the function that the lab called. */
export function rootEntry({ entries = {} }: Pick<TrialRecord, 'entries'>): Entry | undefined {
  return (Object.values(entries) as readonly Entry[]).find(({ level }) => level === 0);
}

/** Entries of the functions that others called, in the order in which they ended. */
export function calledEntries({ entries = {} }: Pick<TrialRecord, 'entries'>): readonly Entry[] {
  return (Object.values(entries) as readonly Entry[]).filter(({ level }) => level !== 0);
}

/** Which instance ran a call: by the function's own word, or the provider's; undefined when neither says. */
export function instanceOf(trial: Pick<TrialRecord, 'entries' | 'usage'>): string | undefined {
  const own = rootEntry(trial)?.instance_identifier;
  if (typeof own === 'string' && own !== '') return own;
  const told = trial.usage?.instanceId ?? '';
  return told === '' ? undefined : told;
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

import type { KeyRecord, Scope } from '@skein/contracts';

/** A change of the keys, as it travels to the thread that makes it. */
export type KeyJob = PutKey | RemoveKey;

export interface PutKey {
  readonly name: 'put-key';
  readonly key: KeyRecord;
}

export interface RemoveKey {
  readonly name: 'remove-key';
  readonly scope: Scope;
  readonly keyId: string;
}

/** Tells the jobs of this table from those of others. */
export function isKeyJob(job: { readonly name: string }): job is KeyJob {
  return job.name === 'put-key' || job.name === 'remove-key';
}

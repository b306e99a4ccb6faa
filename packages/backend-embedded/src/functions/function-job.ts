import type { FunctionRecord, Revision, Scope } from '@skein/contracts';
import type { RevisionStateChange } from '@skein/ports';

/** A change of the registry, as it travels to the thread that makes it. */
export type FunctionJob = CreateFunction | PutLatest | SetRevisionState | SetTags | DeleteFunction;

export interface CreateFunction {
  readonly name: 'create-function';
  readonly record: FunctionRecord;
  readonly revision: Revision;
}

export interface PutLatest {
  readonly name: 'put-latest';
  readonly revision: Revision;
  readonly expectedRevisionId: string | undefined;
}

export interface SetRevisionState {
  readonly name: 'set-revision-state';
  readonly revisionId: string;
  readonly change: RevisionStateChange;
}

export interface SetTags {
  readonly name: 'set-tags';
  readonly scope: Scope;
  readonly functionName: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeleteFunction {
  readonly name: 'delete-function';
  readonly scope: Scope;
  readonly functionName: string;
}

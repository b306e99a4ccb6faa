import type { FunctionRecord, ResolvedFunction, Revision, Scope } from '@skein/contracts';
import type { Visible } from './visible.ts';

export interface ListedFunction {
  readonly record: FunctionRecord;
  readonly latest: Revision;
}

export interface FunctionPage {
  readonly functions: readonly ListedFunction[];
  /** Name after which the next page starts; undefined on the last page. */
  readonly nextAfter: string | undefined;
}

/** A page of names in order. */
export interface NamePage extends Pick<Visible, 'patterns'> {
  /** Name after which the page starts. */
  readonly after?: string;
  readonly limit: number;
}

export interface CodeUsage {
  readonly functionCount: number;
  /** Bytes of all packages that a version or revision still refers to. */
  readonly codeSizeBytes: number;
}

/** Reads the registry. */
export interface FunctionReader {
  getFunction(scope: Scope, functionName: string): Promise<FunctionRecord | undefined>;
  /** What `$LATEST`, or a version's number, stands for at this moment; undefined when there is none. */
  resolve(scope: Scope, functionName: string, qualifier: string): Promise<ResolvedFunction | undefined>;
  /** In order of name, starting after the given one. */
  listFunctions(scope: Scope, page: NamePage): Promise<FunctionPage>;
  codeUsage(scope: Scope): Promise<CodeUsage>;
  /** Digests of every package that some revision refers to. */
  referencedPackages(): Promise<ReadonlySet<string>>;
}

/** Changes the registry. Every promise resolves after the change is durable. */
export interface FunctionWriter {
  /** Adds a function with its first revision as `$LATEST`. Rejects with `function_exists`. */
  createFunction(record: FunctionRecord, revision: Revision): Promise<void>;
  /**
   * Makes the revision the function's `$LATEST`. The revision before it is removed unless a version names it, and no longer holds
   * its package. Rejects with `function_not_found`, and with `revision_mismatch` when `expectedRevisionId` is given and is no
   * longer the latest, or when the revision's number is not above the latest's: somebody else was faster.
   */
  putLatest(revision: Revision, expectedRevisionId?: string): Promise<void>;
  /** Replaces the state of a revision, its reason and update status; nothing happens when it is gone. */
  setRevisionState(revisionId: string, change: RevisionStateChange): Promise<void>;
  /** Replaces all tags. Rejects with `function_not_found`. */
  setTags(scope: Scope, functionName: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Removes a function with its versions and revisions. Rejects with `function_not_found`. */
  deleteFunction(scope: Scope, functionName: string): Promise<void>;
}

export interface RevisionStateChange {
  readonly state: Revision['state'];
  readonly stateReason?: string;
  readonly lastUpdateStatus?: Revision['lastUpdateStatus'];
}

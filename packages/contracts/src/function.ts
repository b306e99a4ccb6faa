import type { Scope } from './scope.ts';

/** Where a revision is in its life: it can be invoked once it is `Active`. The words are Lambda's. */
export type FunctionState = 'Pending' | 'Active' | 'Inactive' | 'Failed';
export type LastUpdateStatus = 'Successful' | 'InProgress' | 'Failed';

export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  readonly group: string;
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

/** What a user can set about a function, checked and with defaults filled in. */
export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  readonly tracingMode: 'PassThrough' | 'Active';
  readonly logging: LoggingSettings;
}

/** The code of a revision: an immutable, content-addressed package. */
export interface PackageReference {
  /** SHA-256 of the zip, lower-case hex: the name of the package in the store. */
  readonly digest: string;
  readonly sizeBytes: number;
}

/** One immutable state of a function's code and settings. Every change of `$LATEST` makes a new one. */
export interface Revision extends Scope {
  /** UUID; shown as `RevisionId` by the Lambda API once the revision is ready. */
  readonly id: string;
  readonly functionName: string;
  /** Counts up from 1 for each function. */
  readonly number: number;
  readonly settings: FunctionSettings;
  readonly package: PackageReference;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly state: FunctionState;
  readonly stateReason?: string;
  readonly lastUpdateStatus?: LastUpdateStatus;
}

/** A function: a name, its tags, and its versions, each of which names a revision. */
export interface FunctionRecord extends Scope {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

/** The version that follows every change. */
export const LATEST = '$LATEST';

/** What a name and a qualifier lead to. */
export interface ResolvedFunction {
  readonly version: string;
  readonly revision: Revision;
}

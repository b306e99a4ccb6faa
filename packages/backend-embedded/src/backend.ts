import type { SkeinError } from '@skein/contracts';
import type {
  Clock,
  EventInvokeConfigStore,
  EventQueue,
  ExecutionReader,
  ExecutionWriter,
  FunctionReader,
  FunctionWriter,
  KeyReader,
  KeyWriter,
  InvocationReader,
  InvocationRecorder,
  PackageStore,
  SkyStore,
  TaskResults,
} from '@skein/ports';

export interface EmbeddedBackendOptions {
  /** File of the registry's database. Its folder is made when it does not exist; only its owner can enter it then. */
  readonly databasePath: string;
  readonly packagesDir: string;
  /** File of the invocation records' database: apart from the registry, whose flushes it would delay. */
  readonly recordsPath: string;
  readonly clock: Clock;
  /** Told of trouble that no caller is waiting to hear of: records that could not be stored. They are tried again. */
  readonly onFailure?: (error: SkeinError) => void;
  /** Time an unreferenced package is kept, in ms; `PACKAGE_GRACE_MS` by default. */
  readonly packageGraceMs?: number;
}

/** Everything Skein keeps on one machine: SQLite and files. One process at a time has it open. */
export interface EmbeddedBackend extends AsyncDisposable {
  readonly functions: FunctionReader;
  readonly functionWriter: FunctionWriter;
  readonly executions: ExecutionReader;
  readonly executionWriter: ExecutionWriter;
  readonly events: EventQueue;
  readonly eventInvokeConfigs: EventInvokeConfigStore;
  readonly sky: SkyStore;
  readonly tasks: TaskResults;
  readonly keys: KeyReader & KeyWriter;
  readonly packages: PackageStore;
  readonly invocations: InvocationReader;
  readonly recorder: InvocationRecorder;
  /** Deletes packages that were unreferenced for the grace and returns their digests. For the start, after changes, and a timer. */
  collectPackages(): Promise<readonly string[]>;
  /** Spares packages that no revision refers to from being collected; asked for their digests at each collection. */
  keepPackages(digests: () => Iterable<string>): void;
  statistics(): EmbeddedStatistics;
  /** Stores what is under way, and lets the next process in. */
  close(): Promise<void>;
}

export interface EmbeddedStatistics {
  /** Commits of the registry, each with one flush, for one or more changes. */
  readonly commitCount: number;
  /** Invocation records lost because storing them fell behind. */
  readonly recordsDropped: number;
}

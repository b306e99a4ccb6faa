import type { Scope } from '@skein/contracts';
import type {
  Clock,
  EventHost,
  EventInvokeConfigStore,
  EventQueue,
  ExecutionHost,
  ExecutionReader,
  ExecutionWriter,
  FunctionReader,
  FunctionWriter,
  InvocationFeed,
  InvocationReader,
  InvocationRecorder,
  Invoker,
  PackageStore,
  RevisionHost,
  RuntimeSupport,
  TaskHost,
  TaskPackager,
  TaskResults,
  Telemetry,
} from '@skein/ports';
import type { Sky } from '@skein/sky';
import type { KeyRing } from './keys/key-ring.ts';
import type { FunctionResolver } from './functions/function-resolver.ts';
import type { UpdatesInProgress } from './functions/updates-in-progress.ts';

/** The part of a logger the control plane uses; pino's satisfies it. */
export interface Logger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What use cases work with that do not concern workflows: all that workflows themselves are run with. */
export type BaseContext = Omit<AppContext, 'workflows' | 'tasks'>;

/** What use cases work with. Made once, in compose. */
export interface AppContext {
  readonly scope: Scope;
  readonly functions: FunctionReader;
  readonly functionWriter: FunctionWriter;
  readonly packages: PackageStore;
  readonly invocations: InvocationReader;
  readonly feed: InvocationFeed;
  /** Where records go that no invoker writes. */
  readonly recorder: InvocationRecorder;
  readonly events: EventQueue;
  readonly eventInvokeConfigs: EventInvokeConfigStore;
  readonly eventHost: EventHost;
  readonly invoker: Invoker;
  readonly host: RevisionHost;
  readonly runtimes: RuntimeSupport;
  readonly telemetry: Telemetry;
  readonly workflows: {
    readonly reader: ExecutionReader;
    readonly writer: ExecutionWriter;
    readonly host: ExecutionHost;
  };
  /** Where functions are placed besides this machine. */
  readonly sky: Sky;
  readonly tasks: {
    readonly results: TaskResults;
    readonly host: TaskHost;
    readonly packager: TaskPackager;
  };
  readonly resolver: FunctionResolver;
  readonly updates: UpdatesInProgress;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after packages may have become unreferenced. */
  readonly collectPackages: () => void;
  readonly newId: () => string;
  /** Aborts when the server stops: what would try again later does not. */
  readonly stopping: AbortSignal;
}

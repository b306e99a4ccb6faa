import { Connection } from './connection.ts';
import { EventCalls } from './events.ts';
import { followLogs } from './follow-logs.ts';
import type { FollowOptions } from './follow-logs.ts';
import type { LogNews } from './log-stream.ts';
import { KeyCalls } from './keys.ts';
import { FunctionCalls } from './functions.ts';
import { getInvocation, listInvocations } from './invocations.ts';
import type { InvocationFilter, InvocationShown } from './invocations.ts';
import { invoke } from './invoke.ts';
import { SkyCalls } from './sky.ts';
import type { InvokeAnswer, InvokeOptions } from './invoke.ts';
import { WorkflowCalls } from './workflows.ts';

/**
 * Speaks to a Skein server. Every method throws `unreachable` when no server answers, and `refused`, with the server's own words, when
 * it says no.
 */
export class SkeinClient {
  readonly #connection: Connection;
  readonly functions: FunctionCalls;
  readonly events: EventCalls;
  readonly sky: SkyCalls;
  readonly workflows: WorkflowCalls;
  readonly keys: KeyCalls;

  /** `endpoint` is the server's address, such as `http://127.0.0.1:8080`; `key` the secret of a key, if it asks for one. Throws `invalid_value`. */
  constructor(endpoint: string, key?: string) {
    this.#connection = new Connection(endpoint, key);
    this.functions = new FunctionCalls(this.#connection);
    this.events = new EventCalls(this.#connection);
    this.sky = new SkyCalls(this.#connection);
    this.workflows = new WorkflowCalls(this.#connection);
    this.keys = new KeyCalls(this.#connection);
  }

  /** Calls a function with a JSON document. */
  invoke(name: string, payload: Buffer, options?: InvokeOptions): Promise<InvokeAnswer> {
    return invoke(this.#connection, name, payload, options);
  }

  listInvocations(filter: InvocationFilter = {}): Promise<readonly InvocationShown[]> {
    return listInvocations(this.#connection, filter);
  }

  /** The invocations of a function that have ended, oldest first, and those to come. */
  followLogs(functionName: string, options: FollowOptions): AsyncGenerator<LogNews> {
    return followLogs(this.#connection, functionName, options);
  }

  getInvocation(invocationId: string): Promise<InvocationShown> {
    return getInvocation(this.#connection, invocationId);
  }
}

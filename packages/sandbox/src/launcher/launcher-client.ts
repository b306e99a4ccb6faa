import { SkeinError } from '@skein/contracts';
import type { DriverLogger } from '../drivers/driver-options.ts';
import { startLauncherProcess } from './launcher-process.ts';
import type { LauncherProcess } from './launcher-process.ts';
import type {
  LauncherCapabilities,
  LauncherExitEvent,
  LauncherMessage,
  LaunchRequest,
  PrepareRequest,
  SpecialiseRequest,
  UsageSource,
} from './launcher-messages.ts';

export interface LauncherClientOptions {
  /** Named in errors. */
  readonly driver: string;
  readonly pythonPath: string;
  /** The launcher makes sandboxes below it and removes it when it ends. */
  readonly runDir: string;
  readonly prepare: PrepareRequest;
  readonly logger: DriverLogger;
}

/** A launcher that runs and has said what it can do. */
interface RunningLauncher {
  readonly process: LauncherProcess;
  readonly capabilities: Promise<LauncherCapabilities>;
}

/** How a sandbox ended. */
export type LaunchedExit = Omit<LauncherExitEvent, 'event' | 'sandbox'>;

interface PendingRequest {
  resolve(result: unknown): void;
  reject(error: SkeinError): void;
}

const KILLED: LaunchedExit = { code: null, signal: 'SIGKILL', outOfMemory: false, peakMemoryBytes: null };

/**
 * The server's end of the launcher. Starts it on first use and again after it has died; sandboxes of a dead launcher are dead,
 * as their parent's death kills them.
 */
export class LauncherClient {
  readonly #options: LauncherClientOptions;
  readonly #pending = new Map<number, PendingRequest>();
  readonly #exits = new Map<string, (exit: LaunchedExit) => void>();
  #running: RunningLauncher | undefined;
  #gone: Promise<void> = Promise.resolve();
  #nextId = 1;
  #closed = false;

  constructor(options: LauncherClientOptions) {
    this.#options = options;
  }

  /** What the running launcher may do on this machine; starts one if none runs. Rejects with `driver_unavailable`. */
  capabilities(): Promise<LauncherCapabilities> {
    return this.#launcher().capabilities;
  }

  /** Starts a sandbox. `exited` resolves when it is gone, and never rejects. */
  async start(request: LaunchRequest): Promise<{ readonly usage: UsageSource; readonly exited: Promise<LaunchedExit> }> {
    if (this.#exits.has(request.sandbox)) throw failed(`there is a sandbox ${request.sandbox} already`);
    const { promise: exited, resolve } = Promise.withResolvers<LaunchedExit>();
    this.#exits.set(request.sandbox, resolve);
    try {
      const usage = await this.#request<UsageSource>('start', request);
      return { usage, exited };
    } catch (error) {
      this.#exits.delete(request.sandbox);
      throw error;
    }
  }

  /** Null when the sandbox is gone already. */
  specialise(request: SpecialiseRequest): Promise<UsageSource | null> {
    return this.#request<UsageSource | null>('specialise', request);
  }

  /** Changes a sandbox's share of the processor when there is not enough for all: 1 to 10,000. */
  weigh(sandbox: string, cpuWeight: number): void {
    // If this fails, the sandbox is gone or the launcher is, and there is nothing left to weigh.
    if (this.#exits.has(sandbox)) this.#request('weigh', { sandbox, cpuWeight }).catch(() => undefined);
  }

  /** Kills every process of a sandbox, if it still has any. When the launcher is gone, so is the sandbox. */
  async kill(sandbox: string): Promise<void> {
    if (this.#exits.has(sandbox)) await this.#request('kill', { sandbox }).catch(() => undefined);
  }

  /** Kills every sandbox, gives back what they held and ends the launcher. Nothing can be started afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.process.end();
    await this.#gone;
  }

  /** Rejects with `sandbox_failed` when the launcher refuses, with `driver_unavailable` when it dies. */
  #request<Result>(operation: string, fields: object): Promise<Result> {
    return this.#send<Result>(this.#launcher().process, operation, fields);
  }

  #send<Result>(launcher: LauncherProcess, operation: string, fields: object): Promise<Result> {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.set(id, { resolve: (result) => resolve(result as Result), reject });
    launcher.send({ id, operation, ...fields });
    return promise;
  }

  #launcher(): RunningLauncher {
    if (this.#closed) throw this.#unavailable('the driver is closed');
    this.#running ??= this.#startLauncher();
    return this.#running;
  }

  #startLauncher(): RunningLauncher {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gone = promise;
    const process = startLauncherProcess(this.#options.pythonPath, this.#options.runDir, {
      onMessage: (message) => this.#onMessage(message),
      onComplaint: (text) => this.#options.logger.warn({ text }, 'the launcher complained'),
      onGone: (reason) => {
        this.#onGone(reason);
        resolve();
      },
    });
    const capabilities = this.#send<LauncherCapabilities>(process, 'prepare', this.#options.prepare);
    // Whoever waits for it is told; if nobody does, the failure shows in the requests that follow.
    capabilities.catch(() => undefined);
    return { process, capabilities };
  }

  #onMessage(message: LauncherMessage): void {
    if ('event' in message) {
      this.#onExit(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error === undefined) pending?.resolve(message.result);
    else pending?.reject(failed(message.error));
  }

  #onExit({ sandbox, code, signal, outOfMemory, peakMemoryBytes }: LauncherExitEvent): void {
    this.#exits.get(sandbox)?.({ code, signal, outOfMemory, peakMemoryBytes });
    this.#exits.delete(sandbox);
  }

  #onGone(reason: string): void {
    this.#running = undefined;
    for (const pending of this.#pending.values()) {
      pending.reject(this.#unavailable(reason));
    }
    this.#pending.clear();
    for (const resolve of this.#exits.values()) resolve(KILLED);
    this.#exits.clear();
  }

  #unavailable(reason: string): SkeinError {
    return new SkeinError('driver_unavailable', { driver: this.#options.driver, reason });
  }
}

function failed(reason: string): SkeinError {
  return new SkeinError('sandbox_failed', { functionName: 'a function', reason });
}

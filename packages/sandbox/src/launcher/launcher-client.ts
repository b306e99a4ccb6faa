import { SkeinError } from '@skein/contracts';
import type { SandboxExit } from '../driver.ts';
import type { DriverLogger } from '../drivers/driver-options.ts';
import { startLauncherProcess } from './launcher-process.ts';
import type { LauncherProcess } from './launcher-process.ts';
import type { LauncherExitEvent, LauncherMessage, LaunchRequest, LaunchResult } from './launcher-messages.ts';

export interface LauncherClientOptions {
  /** Named in errors. */
  readonly driver: string;
  readonly pythonPath: string;
  /** The launcher makes sandboxes below it and removes it when it ends. */
  readonly runDir: string;
  readonly logger: DriverLogger;
}

interface PendingRequest {
  resolve(result: unknown): void;
  reject(error: SkeinError): void;
}

const KILLED: SandboxExit = { code: null, signal: 'SIGKILL', outOfMemory: false };

/**
 * The server's end of the launcher. Starts it on first use and again after it has died; sandboxes of a dead launcher are dead,
 * as their parent's death kills them.
 */
export class LauncherClient {
  readonly #options: LauncherClientOptions;
  readonly #pending = new Map<number, PendingRequest>();
  readonly #exits = new Map<string, (exit: SandboxExit) => void>();
  #process: LauncherProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #nextId = 1;

  constructor(options: LauncherClientOptions) {
    this.#options = options;
  }

  /** Starts a sandbox. `exited` resolves when it is gone, and never rejects. */
  async start(request: LaunchRequest): Promise<LaunchResult & { readonly exited: Promise<SandboxExit> }> {
    const { promise: exited, resolve } = Promise.withResolvers<SandboxExit>();
    this.#exits.set(request.sandbox, resolve);
    try {
      const result = await this.request<LaunchResult>('start', request);
      return { ...result, exited };
    } catch (error) {
      this.#exits.delete(request.sandbox);
      throw error;
    }
  }

  /** Sends one request. Rejects with `sandbox_failed` when the launcher refuses it, with `driver_unavailable` when it dies. */
  request<Result>(operation: string, fields: object): Promise<Result> {
    this.#process ??= this.#startProcess();
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.set(id, { resolve: (result) => resolve(result as Result), reject });
    this.#process.send({ id, operation, ...fields });
    return promise;
  }

  /** Kills every sandbox, gives back what they held and ends the launcher. */
  async close(): Promise<void> {
    this.#process?.end();
    await this.#gone;
  }

  #startProcess(): LauncherProcess {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gone = promise;
    return startLauncherProcess(this.#options.pythonPath, this.#options.runDir, {
      onMessage: (message) => this.#onMessage(message),
      onComplaint: (text) => this.#options.logger.warn({ text }, 'the launcher complained'),
      onGone: (reason) => {
        this.#onGone(reason);
        resolve();
      },
    });
  }

  #onMessage(message: LauncherMessage): void {
    if ('event' in message) {
      this.#onExit(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error === undefined) pending?.resolve(message.result);
    else pending?.reject(new SkeinError('sandbox_failed', { functionName: 'a function', reason: message.error }));
  }

  #onExit({ sandbox, code, signal, outOfMemory }: LauncherExitEvent): void {
    this.#exits.get(sandbox)?.({ code, signal, outOfMemory });
    this.#exits.delete(sandbox);
  }

  #onGone(reason: string): void {
    this.#process = undefined;
    for (const pending of this.#pending.values()) {
      pending.reject(new SkeinError('driver_unavailable', { driver: this.#options.driver, reason }));
    }
    this.#pending.clear();
    for (const resolve of this.#exits.values()) resolve(KILLED);
    this.#exits.clear();
  }
}

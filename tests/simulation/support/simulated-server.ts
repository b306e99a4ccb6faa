import { openSteppedEvents } from '@skein/backend-embedded/stepped';
import type { SteppedEvents } from '@skein/backend-embedded/stepped';
import { DEFAULT_SCOPE, toSkeinError } from '@skein/contracts';
import type { InvocationRecord, Outcome, QueuedEvent } from '@skein/contracts';
import { EventPace, EventReader, recordInvocations, retryingWork, throttleInvocations } from '@skein/dispatch';
import type { Clock, EventQueue, Invoker } from '@skein/ports';
import { Sandbox, SandboxPool } from '@skein/sandbox';
import type { Interpreter } from '@skein/sandbox';
import { createSimulatedDriver } from '@skein/sandbox/simulated';
import type { SimulatedDriver, SimulatedFaults } from '@skein/sandbox/simulated';
import { Worker } from '@skein/worker';
import type { Ledger } from './ledger.ts';
import { invocationOf } from './simulated-functions.ts';
import type { SimulatedFunctions } from './simulated-functions.ts';
import { passThrough } from './pass-through.ts';
import type { Random } from './virtual-world.ts';

/** What a commit may turn out to be: the last thing that the server did not do, or the last thing it did. */
export type CommitFate = 'goes well' | 'crash before' | 'crash after';

/** Planted parts that break a promise, to prove that it would be noticed. */
export interface Sabotage {
  readonly queue?: (queue: EventQueue) => EventQueue;
  readonly invoker?: (invoker: Invoker) => Invoker;
}

export interface SimulatedServerOptions {
  readonly databasePath: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly functions: SimulatedFunctions;
  readonly faults: SimulatedFaults;
  readonly decideCommit: () => CommitFate;
  readonly sabotage: Sabotage;
  readonly note: (text: string) => void;
}

export const BUDGET_MB = 1_024;
const CONCURRENCY = 12;
const EVENTS_AT_ONCE = 8;
export const POLICY = { retryDelaysMs: [60_000, 120_000], maxAgeMs: 600_000 };
const COMMIT_MAX_MS = 20;
const CLOSE_GRACE_MS = 1_000;
const INTERPRETER: Interpreter = {
  family: 'python',
  version: '3.11',
  fullVersion: '3.11.2',
  executablePath: '/usr/bin/python3.11',
  requiredDirs: [],
};

/**
 * One life of a server, from its start to its crash: the real event queue, reader, worker, pool and host side of the protocol, over a
 * real file and simulated sandboxes. After a crash nothing of it does anything any more.
 */
export class SimulatedServer {
  alive = true;
  readonly #options: SimulatedServerOptions;
  readonly #clock: Clock;
  readonly #events: SteppedEvents;
  readonly #queue: EventQueue;
  readonly #driver: SimulatedDriver;
  readonly #worker: Worker;
  readonly #invoker: Invoker;
  readonly #reader: EventReader;
  #sandboxes = 0;

  constructor(options: SimulatedServerOptions) {
    const { clock, random, ledger, sabotage, databasePath } = options;
    this.#options = options;
    this.#clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      after: (delayMs, callback) => clock.after(delayMs, () => (this.alive ? callback() : undefined)),
    };
    this.#driver = createSimulatedDriver({
      clock: this.#clock,
      random: () => random.next(),
      faults: options.faults,
      witness: {
        ran: (requestId, handler, sandboxId, answered) => {
          options.note(`${requestId} runs ${handler} in ${sandboxId}`);
          ledger.ran(requestId, handler, answered);
        },
        breach: (what) => ledger.violate(`a sandbox ${what.replace(/^\S+ /, '').replaceAll(/\d+/g, 'n')}`),
      },
    });
    this.#worker = this.#createWorker();
    const recorder = { record: (record: InvocationRecord) => this.#checkLog(record), flush: () => Promise.resolve() };
    const invoker = throttleInvocations(recordInvocations(this.#worker, recorder, this.#clock), CONCURRENCY);
    this.#invoker = sabotage.invoker?.(invoker) ?? invoker;
    this.#events = openSteppedEvents({ databasePath, nowMs: clock.nowMs(), atCommit: (write) => this.#commit(write) });
    this.#queue = this.#watch(sabotage.queue?.(this.#events.queue) ?? this.#events.queue);
    const work = retryingWork({
      queue: this.#queue,
      policy: POLICY,
      configOf: async () => undefined,
      newId: () => String(random.next()),
      run: async (event) => await this.#run(event.functionName, event.id, 'event', event.body, () => {}),
      clock: this.#clock,
      random: () => random.next(),
      onGivenUp: ({ id, status }, error) => options.note(`${id} ${status}: ${error}`),
      onLoop: ({ id }) => options.note(`${id} goes in a circle`),
    });
    this.#reader = new EventReader({
      queue: this.#queue,
      lane: DEFAULT_SCOPE,
      work,
      pace: new EventPace({
        most: EVENTS_AT_ONCE,
        least: 1,
        clock: this.#clock,
        lastRequestAtMs: () => clock.nowMs(),
        onRoom: () => this.#reader.wake(),
      }),
      clock: this.#clock,
      onFailure: (error) => options.note(`the queue failed: ${error.code}`),
    });
    this.#reader.start();
  }

  get queue(): EventQueue {
    return this.#queue;
  }

  /** Memory of all sandboxes that are not gone yet, in MB. */
  get heldMb(): number {
    return [...this.#driver.present].reduce((sumMb, { memoryMb }) => sumMb + memoryMb, 0);
  }

  /** A call whose caller waits: the answer must be its own. */
  async request(functionName: string, id: string, body: Buffer): Promise<void> {
    let answer = '';
    try {
      const { status, error } = await this.#run(functionName, id, 'request', body, (chunk) => (answer += chunk.toString()));
      this.#options.note(`${id} ${status} ${error ?? ''}`);
      if (status === 'SUCCEEDED') this.#checkAnswer(id, body, answer);
    } catch (error) {
      this.#options.note(`${id} refused: ${toSkeinError(error).code}`);
    }
  }

  /** Resolves when the event is acknowledged. */
  async append(event: QueuedEvent): Promise<void> {
    await this.#queue.append(event);
    if (this.alive) this.#reader.wake();
  }

  retire(revisionId: string): void {
    this.#worker.retire(revisionId);
  }

  /** The process ends here, and everything it had goes with it. */
  crash(): void {
    this.alive = false;
    this.#events.close();
  }

  /** An orderly end. Resolves when nothing is left. */
  async close(): Promise<void> {
    await this.#reader.close(CLOSE_GRACE_MS);
    await this.#worker.close();
    if (this.#driver.present.size > 0) this.#options.ledger.violate('a sandbox outlives the server');
    this.crash();
  }

  #createWorker(): Worker {
    const pool = new SandboxPool<Sandbox>({
      budgetMb: BUDGET_MB,
      prewarmCount: 2,
      idleMs: 20_000,
      startsAtOnce: 2,
      clock: this.#clock,
      start: (interpreter) => {
        this.#sandboxes += 1;
        return Sandbox.start(this.#driver, { id: `s${this.#sandboxes}`, interpreter, network: 'none' }, this.#clock);
      },
      onFailure: (error) => this.#options.note(`a sandbox failed: ${toSkeinError(error).code}`),
    });
    return new Worker({
      pool,
      code: { ensure: () => Promise.resolve('/code'), remove: () => Promise.resolve() },
      clock: this.#clock,
      chooseInterpreter: () => ({ interpreter: INTERPRETER, notices: [] }),
      callFunction: () => Promise.reject(new Error('a simulated function calls no other')),
    });
  }

  async #run(functionName: string, id: string, kind: 'event' | 'request', body: Buffer, write: (chunk: Buffer) => void): Promise<Outcome> {
    const { functions, ledger } = this.#options;
    const target = functions.resolve(functionName);
    ledger.expect(id, target.revision.settings.handler);
    try {
      return await this.#invoker.invoke(invocationOf(target, id, kind, body, this.#clock.nowMs()), { response: { write } });
    } catch (error) {
      if (toSkeinError(error).code === 'internal') ledger.violate('a call failed for no reason of its own');
      throw error;
    }
  }

  /** Where crashes happen: before a batch is on the disk, or after, before anybody hears of it. */
  async #commit(write: () => void): Promise<void> {
    await this.#pause(COMMIT_MAX_MS);
    const fate = this.#options.decideCommit();
    if (fate !== 'crash before') write();
    if (fate !== 'goes well') {
      this.#options.note(fate);
      this.crash();
    }
    await this.#pause(COMMIT_MAX_MS);
  }

  /** Never ends in a life that is over. */
  async #pause(maxMs: number): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(this.#options.random.below(maxMs), resolve));
  }

  #watch(queue: EventQueue): EventQueue {
    const { ledger } = this.#options;
    return {
      ...passThrough(queue),
      append: async (event) => {
        await queue.append(event);
        if (this.alive) ledger.acknowledge(event.id);
      },
      remove: async (eventId) => {
        await queue.remove(eventId);
        if (this.alive) ledger.finish(eventId);
      },
    };
  }

  #checkAnswer(id: string, body: Buffer, answer: string): void {
    const { requestId, event } = JSON.parse(answer) as { readonly requestId?: string; readonly event?: string };
    if (requestId !== id || event !== body.toString()) this.#options.ledger.violate('a call got an answer that is not its own');
  }

  #checkLog({ id, log }: InvocationRecord): void {
    const foreign = log.split('\n').some((line) => line !== '' && line !== id);
    if (foreign) this.#options.ledger.violate('a call got a line of log that is not its own');
  }
}

import { SKY_REPORTS_WAITING_MAX, SKY_REPORT_WAIT_MS } from '@skein/contracts';
import type { LedgerEntry } from '@skein/contracts';
import type { Clock, SkyStore } from '@skein/ports';
import type { ArmRun, BrokerArm } from '../broker/broker-arm.ts';
import type { PlacedFunction } from '../broker/placed-function.ts';
import { toDollars } from '../prices/money.ts';
import type { UsageReport } from '../providers/provider.ts';
import { billElapsed, billReport } from './entry.ts';

export interface LedgerOptions {
  readonly store: SkyStore;
  readonly priceBookVersion: string;
  readonly clock: Clock;
  /** Told of what could not be stored or collected; calls go on. */
  readonly onFailure: (error: unknown) => void;
}

/** How often providers are asked for reports that are missing, in ms. */
const COLLECT_EVERY_MS = 2_000;
/** Reports that one arm is asked for at a time: some providers answer for each of them alone. */
const COLLECT_MAX = 100;

interface Awaited {
  readonly placed: PlacedFunction;
  readonly arm: BrokerArm;
  readonly entry: LedgerEntry;
  readonly requestId: string;
  readonly succeeded: boolean;
}

/**
 * Writes down every call that was placed, bills it, and teaches the policy what it cost. Nothing here is waited for by a call. Where a
 * provider tells only later what a call used, the entry is an estimate until its report is found by its request id.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #awaited = new Map<string, Awaited>();
  #cancelCollecting: (() => void) | undefined;
  #collecting: Promise<void> = Promise.resolve();
  #writes: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** A call goes out. The entry tells a later process of it, should this one end before the answer. */
  sent(entry: LedgerEntry): void {
    this.#store([entry]);
  }

  /** A call came back. */
  answered(placed: PlacedFunction, arm: BrokerArm, sent: LedgerEntry, run: ArmRun): void {
    const { requestId, outcome, usage } = run;
    const succeeded = outcome.status === 'SUCCEEDED';
    const entry: LedgerEntry = { ...sent, status: succeeded ? 'succeeded' : 'failed', error: outcome.error, requestId };
    const awaited = { placed, arm, entry, requestId, succeeded };
    if (usage !== undefined) return this.#settle(awaited, usage, run.body.length);
    const { bill } = billElapsed(this.#options.priceBookVersion, arm, run);
    this.#store([{ ...entry, bill }]);
    this.#await({ ...awaited, entry: { ...entry, bill } });
  }

  /** A call came to nothing. */
  failed(placed: PlacedFunction, entry: LedgerEntry): void {
    this.#store([entry], placed);
  }

  /** Goes on with an entry that an earlier process left without its provider's report. */
  resume(placed: PlacedFunction, arm: BrokerArm, entry: LedgerEntry): void {
    const { requestId, status } = entry;
    if (requestId !== undefined) this.#await({ placed, arm, entry, requestId, succeeded: status === 'succeeded' });
  }

  /** Asks now for every report that is missing. */
  async collect(): Promise<void> {
    for (const [arm, waiting] of Map.groupBy(this.#awaited.values(), (each) => each.arm)) {
      try {
        const asked = waiting.slice(0, COLLECT_MAX);
        const reports = await arm.collect(asked.map(({ requestId }) => requestId));
        for (const each of asked) this.#take(each, reports.get(each.requestId));
      } catch (error) {
        this.#options.onFailure(error);
        for (const each of waiting) this.#take(each, undefined);
      }
    }
  }

  /** Resolves when everything so far is stored. */
  async flush(): Promise<void> {
    await this.#collecting;
    await this.#writes;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelCollecting?.();
    await this.flush();
  }

  #settle({ placed, arm, entry, succeeded }: Awaited, usage: UsageReport, egressBytes: number): void {
    const { bill, total } = billReport(this.#options.priceBookVersion, arm, usage, egressBytes);
    const armId = arm.facts.id;
    const { durationMs, initMs } = usage;
    const { sentAtMs: atMs, payloadBytes } = entry;
    // What ended badly says nothing about how long a good call takes, and must not look cheap.
    if (succeeded) placed.policy.learn({ armId, atMs, payloadBytes, durationMs, initMs, egressBytes, dollars: toDollars(total) });
    else placed.policy.miss(armId);
    this.#store([{ ...entry, bill }], placed);
  }

  #await(awaited: Awaited): void {
    if (this.#awaited.size >= SKY_REPORTS_WAITING_MAX) return this.#giveUp(awaited);
    this.#awaited.set(awaited.entry.id, awaited);
    this.#schedule();
  }

  #take(awaited: Awaited, report: UsageReport | undefined): void {
    const { entry } = awaited;
    // Another answer for the same call, or one that was given up, changes nothing.
    if (!this.#awaited.delete(entry.id)) return;
    if (report !== undefined) return this.#settle(awaited, report, entry.bill?.egressBytes ?? 0);
    if (this.#options.clock.nowMs() - entry.sentAtMs > SKY_REPORT_WAIT_MS) return this.#giveUp(awaited);
    // To the end of the line, so that those behind it have their turn.
    this.#awaited.set(entry.id, awaited);
  }

  /** The estimate stays, and nothing is learnt from it. */
  #giveUp({ entry, placed, arm }: Awaited): void {
    placed.policy.miss(arm.facts.id);
    this.#store([{ ...entry, ...(entry.bill !== undefined && { bill: { ...entry.bill, pending: false } }) }], placed);
  }

  #schedule(): void {
    if (this.#cancelCollecting !== undefined || this.#closed || this.#awaited.size === 0) return;
    this.#cancelCollecting = this.#options.clock.after(COLLECT_EVERY_MS, () => {
      this.#collecting = this.collect().finally(() => {
        this.#cancelCollecting = undefined;
        this.#schedule();
      });
    });
  }

  #store(entries: readonly LedgerEntry[], placed?: PlacedFunction): void {
    const { store, onFailure } = this.#options;
    const learnt = placed && { ...scopeOf(placed), functionName: placed.placement.functionName, policyState: placed.policy.state };
    const written = store.putLedger(entries, learnt).catch(onFailure);
    this.#writes = Promise.all([this.#writes, written]).then(() => {});
  }
}

function scopeOf({ placement: { account, region } }: PlacedFunction): { account: string; region: string } {
  return { account, region };
}

import type { Money } from './money.ts';

/** What a provider charges for beside requests. Quantities are whole numbers: MB-ms, milli-vCPU-ms, MHz-ms, bytes. */
export type Meter = 'memory' | 'cpu' | 'clock' | 'egress';

/** Prices from a quantity on: the first tier begins at 0. */
export interface Tier {
  readonly from: bigint;
  /** For one unit of the meter. */
  readonly price: Money;
}

export interface Rate {
  readonly tiers: readonly Tier[];
  /** Units in a calendar month that cost nothing. They are used up before the tiers begin to count. */
  readonly freePerMonth: bigint;
}

/** How time becomes billed time. */
export interface BilledTime {
  /** Milliseconds; time is rounded up to a multiple. */
  readonly granularityMs: number;
  /** Milliseconds billed at least. */
  readonly minimumMs: number;
  /** Whether the time in which the code loads on a cold start is billed. */
  readonly initBilled: boolean;
}

/** Which memory is billed. */
export interface BilledMemory {
  readonly basis: 'configured' | 'used';
  /** MB; memory is rounded up to a multiple. */
  readonly granularityMb: number;
  /** MB; more is never billed. */
  readonly maximumMb: number | undefined;
  /** Sizes that instances come in, in MB: the smallest that is large enough is billed. Empty when any size can be had. */
  readonly sizesMb: readonly number[];
}

/** A step of the table that says how much processor comes with how much memory. */
export interface ProcessorStep {
  readonly memoryMb: number;
  readonly milliCpu: number;
  readonly megahertz: number;
}

/** One way to pay for invocations at one provider. */
export interface PricePlan {
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly time: BilledTime;
  readonly memory: BilledMemory;
  readonly processor: readonly ProcessorStep[];
  readonly rates: Readonly<Partial<Record<Meter, Rate>>>;
  readonly request: Rate;
  /** Where the figures come from, and when they were looked up (YYYY-MM-DD). */
  readonly sources: readonly { readonly text: string; readonly date: string }[];
}

/** Prices as they were on a date. A bill names the version it was made with, so that history keeps its prices. */
export interface PriceBook {
  /** The date, YYYY-MM-DD; for a book with changes of the operator's own, with a suffix. */
  readonly version: string;
  readonly plans: readonly PricePlan[];
}

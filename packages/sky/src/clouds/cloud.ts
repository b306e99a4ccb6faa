import type { BillingSource } from '../prices/bill.ts';

/** How a cloud behaves, in published figures. What a simulated provider does comes from here and from its price plan. */
export interface Cloud {
  readonly id: string;
  readonly title: string;
  /** How functions are paid for there, unless an arm says otherwise. */
  readonly planId: string;
  /** Part of one processor that comes with memory: rising steps; between them in proportion. */
  readonly processor: readonly { readonly memoryMb: number; readonly share: number }[];
  /** Time between the caller and the function and back, in ms: median and 99th percentile of warm calls. */
  readonly network: { readonly medianMs: number; readonly highMs: number };
  /** Time a cold start adds before the handler runs, in ms: median, and its tail as the ratio of 99th percentile to median. */
  readonly init: { readonly medianMs: number; readonly tailRatio: number };
  /** Time an idle instance is kept, in ms. */
  readonly keepAliveMs: number;
  /** Time after which an instance is replaced however much it is used, in ms; kept as long as it is used when left out. */
  readonly lifetimeMs?: number | undefined;
  /** Calls that run at once; the next one is refused with 429. */
  readonly concurrency: number;
  /** How it tells what a call used: with the answer or only in its log, after how many ms, and what that is worth for a bill. */
  readonly reporting: { readonly atOnce: boolean; readonly delayMs: number; readonly source: BillingSource };
  readonly sources: readonly string[];
}

/** Part of one processor that a function with this memory has. */
export function processorShare({ processor }: Pick<Cloud, 'processor'>, memoryMb: number): number {
  const upper = processor.findIndex((step) => step.memoryMb >= memoryMb);
  const high = processor[upper === -1 ? processor.length - 1 : upper];
  const low = upper > 0 ? processor[upper - 1] : { memoryMb: 0, share: 0 };
  if (high === undefined || low === undefined) return 1;
  if (upper === -1) return high.share;
  return low.share + ((high.share - low.share) * (memoryMb - low.memoryMb)) / (high.memoryMb - low.memoryMb);
}

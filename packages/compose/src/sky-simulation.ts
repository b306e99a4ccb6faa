import { COMPARED_POLICIES, STANDARD_SETTING, compare, drawComparison, loadPriceBook } from '@skein/sky';
import type { Comparison } from '@skein/sky';

export interface SkySimulationOptions {
  readonly seeds: readonly number[];
  readonly functionCount: number;
  /** Numbers of calls after which costs are compared, rising. */
  readonly checkpoints: readonly number[];
  readonly onSeed: (done: number) => void;
}

export interface SkySimulation {
  readonly priceBookVersion: string;
  readonly comparisons: readonly Comparison[];
  /** An SVG document. */
  readonly picture: string;
}

/** Compares the broker's policies with baselines in the standard setting, under the shipped price book. */
export async function simulateSky({ seeds, functionCount, checkpoints, onSeed }: SkySimulationOptions): Promise<SkySimulation> {
  const book = await loadPriceBook();
  const options = { book, policies: COMPARED_POLICIES, setting: STANDARD_SETTING, functionCount, checkpoints };
  const comparisons = compare(options, seeds, onSeed);
  const title = `Price book ${book.version}, ${seeds.length} seeds of ${functionCount} functions`;
  return { priceBookVersion: book.version, comparisons, picture: drawComparison(comparisons, title) };
}

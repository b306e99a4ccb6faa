import type { PropertyReport } from './run-round.ts';

/** Runs of each property, by its title. */
export type Totals = Map<string, number>;

export function addUp(totals: Totals, reports: readonly PropertyReport[]): void {
  for (const { property, runs } of reports) totals.set(property, (totals.get(property) ?? 0) + runs);
}

export function printTotals(totals: Totals): void {
  let sum = 0;
  for (const [property, runs] of totals) {
    sum += runs;
    console.log(`${runs.toLocaleString('en').padStart(13)}  ${property}`);
  }
  console.log(`${sum.toLocaleString('en').padStart(13)}  runs in all`);
}

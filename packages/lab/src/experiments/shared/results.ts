import type { RunResult, TrialRecord } from '@skein/contracts';
import { instanceOf } from '../../run/entries.ts';
import { quantile, sorted } from '../../statistics/quantile.ts';

export const MS_PER_SECOND = 1_000;
export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3_600;

/** A figure; `unknown` when no call told it. */
export function result(name: string, value: number | string | boolean, unit = ''): RunResult {
  if (Number.isNaN(value)) return { name, value: 'unknown', unit: '' };
  return { name, value: typeof value === 'number' ? round(value) : value, unit };
}

/** From the moment a call was meant to be sent, in ms. */
export function latencyOf({ intendedAtMs, endedAtMs }: TrialRecord): number {
  return endedAtMs - intendedAtMs;
}

export function medianOf(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

/** How many instances served calls, as far as somebody says which. */
export function countInstances(trials: readonly TrialRecord[]): number {
  return new Set(trials.flatMap((trial) => instanceOf(trial) ?? [])).size;
}

/** Calls that count: discarded ones do not. */
export function counted(trials: readonly TrialRecord[]): readonly TrialRecord[] {
  return trials.filter(({ status }) => status !== 'discarded');
}

/** To hundredths: nothing here is known more exactly. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import type { LabFunctionName } from '../../experiment.ts';
import type { ScheduledCall } from '../../run/lab.ts';
import { MS_PER_SECOND } from './results.ts';

/** A load that rises in equal steps to its peak, and falls the same way. */
export interface Pyramid {
  readonly function: LabFunctionName;
  /** Calls by which each level has more than the one below. */
  readonly increment: number;
  /** Calls of the highest level. */
  readonly peak: number;
  /** Time of the way up, in seconds; the way down takes as long, less one level. */
  readonly riseSeconds: number;
}

export interface PyramidLevel {
  /** The group of its trials, such as `5-200-300 up 15`. */
  readonly name: string;
  readonly calls: number;
  readonly seconds: number;
}

/** What its trials' groups begin with. */
export function nameOfPyramid({ increment, peak, riseSeconds }: Pyramid): string {
  return `${increment}-${peak}-${riseSeconds}`;
}

/** Its levels in the order of time: up, and down again without a second peak. */
export function levelsOf(pyramid: Pyramid): readonly PyramidLevel[] {
  const { increment, peak, riseSeconds } = pyramid;
  const count = Math.floor(peak / increment);
  const seconds = riseSeconds / count;
  const level = (way: string, step: number): PyramidLevel => {
    const calls = step * increment;
    return { name: `${nameOfPyramid(pyramid)} ${way} ${calls}`, calls, seconds };
  };
  const up = Array.from({ length: count }, (_, index) => level('up', index + 1));
  const down = Array.from({ length: count - 1 }, (_, index) => level('down', count - 1 - index));
  return [...up, ...down];
}

/** Calls of all levels: twice the way up, with the peak once. */
export function callsOf(pyramid: Pyramid): number {
  return levelsOf(pyramid).reduce((sum, { calls }) => sum + calls, 0);
}

/** Levels one after the other, each with its calls spread evenly over its time. */
export function scheduleLevels(levels: readonly PyramidLevel[], call: Pick<ScheduledCall, 'function' | 'event'>): readonly ScheduledCall[] {
  let beginsMs = 0;
  return levels.flatMap(({ name, calls, seconds }) => {
    const fromMs = beginsMs;
    const gapMs = (seconds * MS_PER_SECOND) / calls;
    beginsMs += seconds * MS_PER_SECOND;
    return Array.from({ length: calls }, (_, index) => ({
      ...call,
      key: `${name}/${index}`,
      group: name,
      together: { count: calls, index },
      atMs: fromMs + index * gapMs,
    }));
  });
}

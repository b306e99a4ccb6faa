import type { Interval } from '../statistics/interval.ts';

/**
 * An estimate with its interval, as `125 [124, 127]`; an end that so few values do not bound is left open, as `[588, ∞)`. Times and ratios
 * are never negative, so that nothing bounds them from below is 0.
 */
export function formatInterval({ estimate, low, high }: Interval, format: (value: number) => string): string {
  if (Number.isNaN(estimate)) return 'none';
  const isOpen = !Number.isFinite(high);
  if (isOpen && !Number.isFinite(low)) return `${format(estimate)} (too few)`;
  return `${format(estimate)} [${format(Math.max(0, low))}, ${isOpen ? '∞)' : `${format(high)}]`}`;
}

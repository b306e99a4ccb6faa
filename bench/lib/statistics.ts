/** The value below which the given share of the values lies, 0 to 1; the mean of the two nearest for a median of an even count. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Few enough digits to read. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

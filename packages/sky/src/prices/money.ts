import { SkeinError } from '@skein/contracts';

/**
 * An amount in US dollars as a whole number of 10^-48 dollars. Prices are decimals for amounts of 2^30 bytes, 1024 MB or a million
 * milliseconds; parts of them need many decimals but never endlessly many, so that every bill here is exact.
 */
export type Money = bigint;

const DECIMALS = 48;
const ONE_DOLLAR = 10n ** BigInt(DECIMALS);
const DECIMAL = /^(0|[1-9]\d{0,11})(?:\.(\d{1,12}))?$/;

/** Reads a price such as `0.0000166667`: at most 12 digits on each side of the point. Throws `invalid_value`. */
export function parseDollars(text: string): Money {
  const match = DECIMAL.exec(text);
  if (match === null) throw new SkeinError('invalid_value', { text: `'${text}' is not a price in dollars, such as 0.0000166667.` });
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole) * ONE_DOLLAR + BigInt(fraction.padEnd(DECIMALS, '0'));
}

/** The price of one part when so many parts cost this much. Throws `invalid_value` when it has no exact value. */
export function priceOfOne(price: Money, parts: bigint): Money {
  if (price % parts !== 0n) throw new SkeinError('invalid_value', { text: `The price cannot be divided into ${parts} parts exactly.` });
  return price / parts;
}

/** Dollars with so many decimals, rounded half up, such as `0.000002284`. */
export function formatDollars(amount: Money, decimals = 12): string {
  const unit = 10n ** BigInt(DECIMALS - decimals);
  const rounded = (amount + unit / 2n) / unit;
  const digits = rounded.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** An approximation, for statistics. Never for bills. */
export function toDollars(amount: Money): number {
  return Number(amount / 10n ** BigInt(DECIMALS - 18)) / 1e18;
}

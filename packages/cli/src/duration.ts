import { InvalidArgumentError } from 'commander';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A duration such as 90s, 45m, 12h or 30d, or a plain number of seconds, in seconds. For commander: throws its error. */
export function parseDurationSeconds(text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('It must be a duration such as 90s, 45m, 12h or 30d.');
  return Number(amount) * (SECONDS[unit] ?? 1);
}

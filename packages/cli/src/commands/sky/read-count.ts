import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number of at most nine digits. */
export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at most nine digits.');
  return Number(text);
}

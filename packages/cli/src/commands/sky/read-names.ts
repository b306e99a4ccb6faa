import { InvalidArgumentError } from 'commander';

/** Reads an option that is a list of names with commas between. */
export function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It must be names with commas between.');
  return names;
}

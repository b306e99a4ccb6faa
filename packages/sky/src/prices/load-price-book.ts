import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import { parsePriceBook } from './parse-price-book.ts';
import type { PriceBook } from './price-book.ts';

/** The newest price book that comes with Skein. */
const SHIPPED_BOOK = new URL('books/2026-11-20.json', import.meta.url);

/** Days after which prices should be looked up again. */
const STALE_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Reads the price book that comes with Skein and, when a file is given, the operator's own plans: they take the place of plans with the
 * same id, or are added. Throws `invalid_price_book`, also when the file cannot be read.
 */
export async function loadPriceBook(ownPlansPath?: string): Promise<PriceBook> {
  const shipped = parsePriceBook(await readFile(SHIPPED_BOOK, 'utf8'));
  if (ownPlansPath === undefined) return shipped;
  const text = await readFile(ownPlansPath, 'utf8').catch((error: unknown) => reject(ownPlansPath, error));
  const own = parsePriceBook(text, `${ownPlansPath}: `);
  const ownIds = new Set(own.plans.map(({ id }) => id));
  return { version: `${shipped.version}+${own.version}`, plans: [...shipped.plans.filter(({ id }) => !ownIds.has(id)), ...own.plans] };
}

/** Whether a plan's sources were all looked up so long ago that its prices may have changed. */
export function isStale(sources: readonly { readonly date: string }[], nowMs: number): boolean {
  return sources.every(({ date }) => nowMs - Date.parse(date) > STALE_DAYS * DAY_MS);
}

function reject(path: string, error: unknown): never {
  throw new SkeinError('invalid_price_book', {
    reason: `${path} could not be read: ${error instanceof Error ? error.message : String(error)}`,
  });
}

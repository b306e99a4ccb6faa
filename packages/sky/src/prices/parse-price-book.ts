import { SkeinError } from '@skein/contracts';
import { z } from 'zod';
import { parseDollars, priceOfOne } from './money.ts';
import type { Meter, PriceBook, Rate } from './price-book.ts';

/**
 * How many units of its meter a price is for: a GB-second (1024 MB, 1000 ms), a vCPU-second, a GHz-second, 2^30 bytes, a million
 * requests.
 */
const UNITS: Readonly<Record<Meter | 'request', bigint>> = {
  memory: 1_024_000n,
  cpu: 1_000_000n,
  clock: 1_000_000n,
  egress: 1_073_741_824n,
  request: 1_000_000n,
};

const QUANTITY = /^(0|[1-9]\d{0,14})(?:\.(\d{1,6}))?$/;

const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const quantity = z.string().regex(QUANTITY);
const rate = z.strictObject({
  freePerMonth: quantity.default('0'),
  tiers: z.array(z.strictObject({ from: quantity, price: z.string() })).min(1),
});

const priceBook = z.strictObject({
  version: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d([.-][\w.-]{1,40})?$/, 'It must be a date, with more after a dot if you like, such as 2026-11-21.mine.'),
  plans: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
      provider: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
      title: z.string().min(1).max(200),
      time: z.strictObject({ granularityMs: z.int().positive(), minimumMs: z.int().nonnegative(), initBilled: z.boolean() }),
      memory: z.strictObject({
        basis: z.enum(['configured', 'used']),
        granularityMb: z.int().positive(),
        maximumMb: z.int().positive().optional(),
        sizesMb: z.array(z.int().positive()).default([]),
      }),
      processor: z
        .array(
          z.strictObject({
            memoryMb: z.int().positive(),
            milliCpu: z.int().nonnegative().default(0),
            megahertz: z.int().nonnegative().default(0),
          }),
        )
        .default([]),
      rates: z.strictObject({ memory: rate, cpu: rate, clock: rate, egress: rate }).partial(),
      request: rate,
      sources: z.array(z.strictObject({ text: z.string().min(1), date })).min(1),
    }),
  ),
});

type RateDocument = z.infer<typeof rate>;

/**
 * Reads a price book from JSON text. Throws `invalid_price_book`, which says where in the document the mistake is; `source` stands before that.
 */
export function parsePriceBook(text: string, source = ''): PriceBook {
  try {
    const book = priceBook.parse(JSON.parse(text));
    rejectTwice(book.plans.map(({ id }) => id));
    return { version: book.version, plans: book.plans.map((plan) => toPlan(plan)) };
  } catch (error) {
    throw new SkeinError('invalid_price_book', { reason: source + explain(error) }, { cause: error });
  }
}

function toPlan({ rates, request, memory, ...plan }: z.infer<typeof priceBook>['plans'][number]): PriceBook['plans'][number] {
  const meters = Object.entries(rates).flatMap(([meter, document]) =>
    isMeter(meter) && document !== undefined ? [[meter, toRate(document, UNITS[meter])] as const] : [],
  );
  return {
    ...plan,
    memory: { ...memory, maximumMb: memory.maximumMb, sizesMb: ascending(memory.sizesMb, (size) => size) },
    processor: ascending(plan.processor, ({ memoryMb }) => memoryMb),
    rates: Object.fromEntries(meters),
    request: toRate(request, UNITS.request),
  };
}

function isMeter(name: string): name is Meter {
  return name !== 'request' && name in UNITS;
}

function toRate({ tiers, freePerMonth }: RateDocument, unit: bigint): Rate {
  const parsed = tiers.map(({ from, price }) => ({ from: parseQuantity(from, unit), price: priceOfOne(parseDollars(price), unit) }));
  if (parsed[0]?.from !== 0n || parsed.some(({ from }, index) => index > 0 && from <= (parsed[index - 1]?.from ?? 0n)))
    throw new SkeinError('invalid_value', { text: 'The tiers of a rate begin at 0 and rise.' });
  return { tiers: parsed, freePerMonth: parseQuantity(freePerMonth, unit) };
}

function parseQuantity(text: string, unit: bigint): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return (BigInt(whole + fraction) * unit) / 10n ** BigInt(fraction.length);
}

function ascending<Item>(items: readonly Item[], size: (item: Item) => number): readonly Item[] {
  return items.toSorted((left, right) => size(left) - size(right));
}

function rejectTwice(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new SkeinError('invalid_value', { text: `There are two plans with the id ${twice}.` });
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findPlan } from '../src/prices/bill.ts';
import { isStale, loadPriceBook } from '../src/prices/load-price-book.ts';
import { formatDollars, parseDollars } from '../src/prices/money.ts';
import { parsePriceBook } from '../src/prices/parse-price-book.ts';

const PLAN = {
  id: 'own',
  provider: 'skein',
  title: 'Our cluster',
  time: { granularityMs: 1, minimumMs: 0, initBilled: true },
  memory: { basis: 'configured', granularityMb: 1 },
  rates: { memory: { tiers: [{ from: '0', price: '0.000002' }] } },
  request: { tiers: [{ from: '0', price: '0' }] },
  sources: [{ text: 'bookkeeping', date: '2026-10-01' }],
};

function bookWith(changes: object, version = '2026-10-01'): string {
  return JSON.stringify({ version, plans: [{ ...PLAN, ...changes }] });
}

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-prices-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'prices.json'), text);
  return path.join(folder, 'prices.json');
}

describe('the shipped price book', () => {
  it('has a source and a date for every plan, and prices for the places Skein knows', async () => {
    const { plans } = await loadPriceBook();
    expect(plans.map(({ id }) => id)).toEqual([
      'aws-lambda-x86',
      'aws-lambda-arm',
      'gcp-run-functions',
      'gcp-functions-gen1',
      'azure-consumption',
      'azure-flex',
      'own',
    ]);
    expect(plans.every(({ sources }) => sources.length > 0)).toBe(true);
  });
});

describe("the operator's own plans", () => {
  it('take the place of shipped ones or are added, and the version says so', async () => {
    const file = await fileWith(JSON.stringify({ version: '2026-10-01.discount', plans: [PLAN, { ...PLAN, id: 'edge' }] }));
    const book = await loadPriceBook(file);
    expect(book.version).toBe('2026-11-20+2026-10-01.discount');
    expect(findPlan(book, 'own').title).toBe('Our cluster');
    expect(book.plans.filter(({ id }) => id === 'own')).toHaveLength(1);
    expect(findPlan(book, 'edge').provider).toBe('skein');
  });

  it('are missing: the error names the file', async () => {
    await expect(loadPriceBook('/nowhere/prices.json')).rejects.toThrow('/nowhere/prices.json could not be read');
  });
});

describe('a malformed price book is refused with the place of the mistake', () => {
  it.each([
    ['no JSON', 'nonsense', 'JSON'],
    ['a missing price', bookWith({ request: {} }), 'plans.0.request.tiers'],
    ['a negative price', bookWith({ request: { tiers: [{ from: '0', price: '-1' }] } }), "'-1' is not a price"],
    ['a price as a number', bookWith({ request: { tiers: [{ from: '0', price: 0.2 }] } }), 'plans.0.request.tiers.0.price'],
    ['tiers that do not begin at 0', bookWith({ request: { tiers: [{ from: '1', price: '1' }] } }), 'begin at 0'],
    ['tiers that fall', bookWith({ request: { tiers: ['0', '5', '3'].map((from) => ({ from, price: '1' })) } }), 'begin at 0 and rise'],
    ['no source', bookWith({ sources: [] }), 'plans.0.sources'],
    ['an unknown field', bookWith({ discount: 0.5 }), 'discount'],
    ['a version that is no date', bookWith({}, 'latest'), 'version'],
    ['two plans with one id', JSON.stringify({ version: '2026-10-01', plans: [PLAN, PLAN] }), 'two plans with the id own'],
    ['a step of 0 ms', bookWith({ time: { granularityMs: 0, minimumMs: 0, initBilled: true } }), 'granularityMs'],
  ])('%s', (_, text, place) => {
    expect(() => parsePriceBook(text)).toThrow(place);
    expect(() => parsePriceBook(text)).toThrow(expect.objectContaining({ code: 'invalid_price_book' }));
  });
});

describe('money', () => {
  it('is read and written without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (trillionths) => {
        const digits = trillionths.toString().padStart(13, '0');
        const text = `${digits.slice(0, -12)}.${digits.slice(-12)}`;
        expect(formatDollars(parseDollars(text), 12)).toBe(text);
      }),
    );
  });

  it('is rounded half up when it is shown', () => {
    expect([
      formatDollars(parseDollars('0.125'), 2),
      formatDollars(parseDollars('0.124999'), 2),
      formatDollars(parseDollars('7'), 0),
    ]).toEqual(['0.13', '0.12', '7']);
  });
});

it('prices are stale thirty days after they were last looked up', () => {
  const sources = [{ date: '2026-01-01' }, { date: '2026-11-20' }];
  expect(isStale(sources, Date.parse('2026-12-20'))).toBe(false);
  expect(isStale(sources, Date.parse('2026-12-21'))).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { findPlan, makeBill } from '../src/prices/bill.ts';
import type { Bill, BillableUsage, MonthToDate } from '../src/prices/bill.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { formatDollars, parseDollars } from '../src/prices/money.ts';

const book = await loadPriceBook();

function usage(durationMs: number, memoryMb: number, changes: Partial<BillableUsage> = {}): BillableUsage {
  return { durationMs, initMs: 0, memoryMb, usedMemoryMb: undefined, egressBytes: 0, ...changes };
}

function bill(planId: string, used: BillableUsage, monthToDate?: MonthToDate): Bill {
  return makeBill(book.version, findPlan(book, planId), used, 'reconstructed', monthToDate);
}

/** Dollars for a million such calls, to the cent. */
function perMillion(planId: string, used: BillableUsage): string {
  return formatDollars(bill(planId, used).total * 1_000_000n, 2);
}

describe('what a million calls cost, without egress and free quota', () => {
  const CASES: readonly [number, number, Readonly<Record<string, string>>][] = [
    [
      5,
      128,
      {
        'aws-lambda-x86': '0.21',
        'aws-lambda-arm': '0.21',
        'gcp-run-functions': '0.63',
        'azure-consumption': '0.40',
        'azure-flex': '13.40',
      },
    ],
    [
      101,
      128,
      {
        'aws-lambda-x86': '0.41',
        'aws-lambda-arm': '0.37',
        'gcp-run-functions': '0.86',
        'azure-consumption': '0.40',
        'azure-flex': '13.40',
      },
    ],
    [
      250,
      512,
      {
        'aws-lambda-x86': '2.28',
        'aws-lambda-arm': '1.87',
        'gcp-run-functions': '3.17',
        'azure-consumption': '2.20',
        'azure-flex': '13.40',
      },
    ],
    [
      1000,
      512,
      {
        'aws-lambda-x86': '8.53',
        'aws-lambda-arm': '6.87',
        'gcp-run-functions': '9.64',
        'azure-consumption': '8.20',
        'azure-flex': '13.40',
      },
    ],
    [1000, 2048, { 'aws-lambda-x86': '33.53', 'aws-lambda-arm': '26.87', 'gcp-run-functions': '29.40', 'azure-flex': '52.40' }],
  ];
  it.each(CASES)('of %d ms with %d MB', (durationMs, memoryMb, expected) => {
    const costs = Object.keys(expected).map((planId) => [planId, perMillion(planId, usage(durationMs, memoryMb))]);
    expect(Object.fromEntries(costs)).toEqual(expected);
  });

  it('of a function that uses less memory than it may: Azure Consumption bills what was used', () => {
    expect(perMillion('azure-consumption', usage(1000, 2048, { usedMemoryMb: 512 }))).toBe('8.20');
    expect(bill('azure-consumption', usage(1000, 2048, { usedMemoryMb: 513 })).billedMemoryMb).toBe(640);
    expect(bill('azure-consumption', usage(1000, 4096)).billedMemoryMb).toBe(1536);
  });

  it('of the first generation of Cloud Functions: memory and clock, in steps of 100 ms', () => {
    // 0.1 s x (0.25 GB x 0.0000025 + 0.4 GHz x 0.00001) + 0.40 / 1M
    expect(perMillion('gcp-functions-gen1', usage(99.5, 256))).toBe('0.86');
    expect(perMillion('gcp-functions-gen1', usage(100.5, 256))).toBe('1.33');
    expect(bill('gcp-functions-gen1', usage(1, 300)).billedMemoryMb).toBe(512);
  });

  it('of own machines: nothing until the operator gives a rate card', () => {
    expect(bill('own', usage(1000, 1024)).total).toBe(0n);
  });
});

describe('billed time', () => {
  it('is rounded up, with the init where the provider bills it, and rounded once', () => {
    expect(bill('aws-lambda-x86', usage(27.3, 128, { initMs: 0.4 })).billedMs).toBe(28);
    expect(bill('aws-lambda-x86', usage(47.28, 256, { initMs: 340.74 })).billedMs).toBe(389);
    expect(bill('azure-consumption', usage(150.2, 128, { initMs: 900 })).billedMs).toBe(151);
    expect(bill('gcp-run-functions', usage(100, 128)).billedMs).toBe(100);
    expect(bill('gcp-run-functions', usage(100.01, 128)).billedMs).toBe(200);
    expect(bill('azure-flex', usage(20, 512)).billedMs).toBe(1000);
    expect(bill('azure-flex', usage(1001, 512)).billedMs).toBe(1100);
  });

  it('is not raised by the last digit of floating point: 0.1 + 0.2 seconds are 300 ms', () => {
    expect(bill('aws-lambda-x86', usage((0.1 + 0.2) * 1000, 128)).billedMs).toBe(300);
  });

  it('is what the provider says, when it says it: init is never added twice', () => {
    const said = bill('aws-lambda-x86', usage(47.28, 256, { initMs: 340.74, billedMs: 388 }));
    expect(said.billedMs).toBe(388);
    expect(formatDollars(said.total, 15)).toBe('0.000001816669900');
  });
});

describe('egress', () => {
  it('of 1 MB costs more than six GB-seconds of arm', () => {
    const megabyte = bill('aws-lambda-arm', usage(0, 128, { egressBytes: 1_000_000 })).lines.find(({ meter }) => meter === 'egress');
    expect(formatDollars(megabyte?.cost ?? 0n, 6)).toBe('0.000084');
    expect(megabyte?.cost).toBeGreaterThan(parseDollars('0.0000133334') * 6n);
  });
});

describe('free quota and tiers', () => {
  const GB_SECOND = 1_024_000n;

  it('a call within the free quota costs nothing, one across its end only what is beyond', () => {
    const second = usage(1000, 1024);
    expect(bill('aws-lambda-x86', second, {}).total).toBe(0n);
    const nearEnd = { memory: 400_000n * GB_SECOND - GB_SECOND / 4n, request: 1_000_000n };
    expect(formatDollars(bill('aws-lambda-x86', second, nearEnd).total, 10)).toBe('0.0000127000');
  });

  it('what is used beyond 6 billion GB-seconds costs the next tier, and a call across the edge both', () => {
    const atEdge = { memory: (6_000_000_000n + 400_000n) * GB_SECOND - GB_SECOND / 2n, request: 2_000_000n };
    // Half a GB-second at 0.0000166667, half at 0.000015, and the request.
    expect(formatDollars(bill('aws-lambda-x86', usage(1000, 1024), atEdge).total, 12)).toBe('0.000016033350');
    const high = { memory: 20_000_000_000n * GB_SECOND, request: 2_000_000n };
    expect(formatDollars(bill('aws-lambda-x86', usage(1000, 1024), high).total, 9)).toBe('0.000013534');
  });
});

it('a bill keeps the version of its price book and where its time came from', () => {
  expect(bill('own', usage(1, 128))).toMatchObject({ priceBookVersion: '2026-11-20', planId: 'own', source: 'reconstructed' });
  expect(() => bill('nimbus', usage(1, 128))).toThrow(expect.objectContaining({ code: 'price_plan_not_found' }));
});

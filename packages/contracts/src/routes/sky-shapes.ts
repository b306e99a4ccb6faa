import { z } from 'zod';
import { SKY_ARMS_MAX } from '../limits.ts';
import { LEDGER_STATUSES, SKY_POLICIES } from '../sky.ts';

const text = z.string();
const dollars = text.describe('US dollars as a decimal');

const positiveMs = z.number().positive().max(31_536_000_000);

const prior = z
  .strictObject({
    source: text.min(1).max(1_000).describe('Where the figures come from, for people'),
    places: z
      .array(
        z.strictObject({
          provider: text.min(1).max(64),
          memoryMb: z.int().min(1).max(1_048_576),
          calls: z.int().min(0).max(1_000_000_000).describe('Warm calls that were measured, of the same work at every place'),
          logMs: z.number().min(-20).max(30).optional().describe('Mean of the natural logarithm of their durations in ms'),
          initMs: positiveMs.optional().describe('Mean time a cold start took to load the code'),
          keepAliveMs: positiveMs.optional().describe('How long an idle instance was kept'),
        }),
      )
      .min(1)
      .max(SKY_ARMS_MAX)
      .refine((places) => new Set(places.map(({ provider }) => provider)).size === places.length, 'A provider is named twice.'),
  })
  .describe('What is known of the places beforehand, such as from the lab; for contextual');

const change = z.strictObject({
  providers: z
    .array(text.min(1).max(64))
    .min(1)
    .max(SKY_ARMS_MAX)
    .refine((names) => new Set(names).size === names.length, 'A provider is named twice.')
    .describe('Names of providers; `skein` is this server'),
  policy: z.enum(SKY_POLICIES).default('cheapest-average'),
  probes: z.int().min(1).max(100).optional().describe('Samples of every place before one is chosen, for cheapest-average; 2 by default'),
  threshold: z
    .number()
    .min(0.01)
    .max(100)
    .optional()
    .describe('Part by which a mean duration has to move until the choice is made again, for cheapest-average; 0.5 by default'),
  idempotent: z
    .boolean()
    .default(false)
    .describe('Whether a call may run at several places at once, and again when it is not known whether it ran'),
  prior: prior.optional(),
});

export const placementChange = change.refine((wanted) => wanted.prior === undefined || wanted.policy === 'contextual', {
  message: 'A prior counts for the policy contextual only.',
  path: ['prior'],
});

export const placementShown = z.strictObject({
  functionName: text,
  revisionId: text.describe('What was deployed; calls of a later revision stay here'),
  policy: z.enum(SKY_POLICIES),
  idempotent: z.boolean(),
  prior: text.nullable().describe('Where what was known of the places beforehand comes from'),
  placedAtMs: z.int(),
  deployments: z.array(z.strictObject({ provider: text, reference: text, memoryMb: z.int() })),
});

const failures = z.array(z.strictObject({ provider: text, reason: text }));

export const placeReport = z.strictObject({ placement: placementShown, failures });

export const explanation = z.strictObject({
  placement: placementShown,
  priceBookVersion: text,
  arms: z.array(
    z.strictObject({
      provider: text,
      title: text,
      simulated: z.boolean(),
      planId: text,
      stalePrices: z.boolean().describe('Its prices were looked up more than 30 days ago'),
      samples: z.int().describe('Calls that were measured'),
      failures: z.int().describe('Calls that gave nothing to learn from'),
      meanMs: z.number().nullable(),
      expectedDollars: z.number().nullable().describe('What the next call is expected to cost, in US dollars'),
      coldProbability: z.number().nullable(),
      prior: z
        .strictObject({ durationFactor: z.number().nullable(), initMs: z.number().nullable(), keepAliveMs: z.number().nullable() })
        .nullable()
        .describe(
          'What was known beforehand: by how much calls take longer than the processor promises, time to load, time idle ones are kept',
        ),
      chosen: z.boolean(),
      resting: z.boolean().describe('Left alone for a while after failures in a row'),
      lastFailure: z
        .strictObject({ code: text, message: text, atMs: z.int() })
        .nullable()
        .describe('Why its last call came to nothing; null when it was answered'),
    }),
  ),
});

export const explanations = z.strictObject({ placements: z.array(explanation) });

export const providerPage = z.strictObject({
  providers: z.array(z.strictObject({ name: text, title: text, simulated: z.boolean() })),
});

export const ledgerQuery = z.strictObject({
  function: text.optional().describe('Only of this function'),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

const bill = z.strictObject({
  priceBookVersion: text,
  planId: text,
  source: z.enum(['exact', 'reconstructed', 'estimated']).describe('How the time was found'),
  pending: z.boolean().describe("True while the provider's own report is waited for"),
  durationMs: z.number(),
  initMs: z.number(),
  billedMs: z.number(),
  memoryMb: z.int(),
  egressBytes: z.int(),
  dollars,
  raw: text.describe('What the provider wrote about the call'),
});

export const ledgerPage = z.strictObject({
  entries: z.array(
    z.strictObject({
      invocationId: text,
      functionName: text,
      provider: text,
      sentAtMs: z.int(),
      payloadBytes: z.int(),
      reason: text.describe('Why this provider: explore, cheapest or fallback'),
      status: z.enum(LEDGER_STATUSES),
      error: text.nullable(),
      requestId: text.nullable(),
      bill: bill.nullable(),
    }),
  ),
  totals: z.array(
    z.strictObject({
      provider: text,
      calls: z.int(),
      billedMs: z.number(),
      listDollars: dollars,
      marginalDollars: dollars.nullable().describe('With the free quota and tiers of each month, as if nothing else ran there'),
    }),
  ),
});

import type { Placement } from '@skein/contracts';
import type { Explanation, PlaceReport } from '@skein/sky';

export function renderReport({ placement, failures }: PlaceReport): { placement: PlacementShown; failures: Failure[] } {
  return { placement: renderPlacement(placement), failures: [...failures] };
}

export function renderExplanation({ placement, priceBookVersion, arms }: Explanation): ExplanationShown {
  return { placement: renderPlacement(placement), priceBookVersion, arms: arms.map(renderArm) };
}

type Failure = PlaceReport['failures'][number];
type PlacementShown = ReturnType<typeof renderPlacement>;
interface ExplanationShown {
  readonly placement: PlacementShown;
  readonly priceBookVersion: string;
  readonly arms: ReturnType<typeof renderArm>[];
}

function renderPlacement({ functionName, revisionId, policy, idempotent, prior, placedAtMs, deployments }: Placement) {
  const shown = deployments.map(({ provider, reference, memoryMb }) => ({ provider, reference, memoryMb }));
  return { functionName, revisionId, policy, idempotent, prior: prior?.source ?? null, placedAtMs, deployments: shown };
}

function renderArm({ armId, meanMs, expectedDollars, coldProbability, lastFailure, prior, ...arm }: Explanation['arms'][number]) {
  return {
    ...arm,
    provider: armId,
    meanMs: meanMs ?? null,
    expectedDollars: expectedDollars ?? null,
    coldProbability: coldProbability ?? null,
    lastFailure: lastFailure ?? null,
    prior: prior === undefined ? null : renderPrior(prior),
  };
}

function renderPrior({ durationFactor, initMs, keepAliveMs }: NonNullable<Explanation['arms'][number]['prior']>) {
  return { durationFactor: durationFactor ?? null, initMs: initMs ?? null, keepAliveMs: keepAliveMs ?? null };
}

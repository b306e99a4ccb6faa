import type { PolicyPrior } from '@skein/contracts';
import type { BrokerArm } from '../broker/broker-arm.ts';
import { DURATION_PRIOR } from '../policy/contextual/contextual.ts';
import { fitPlaces } from '../policy/contextual/fit-places.ts';

/** Part of one processor that a function with this memory has at a place; undefined for a place that is not known here. */
export type ShareOf = (provider: string, memoryMb: number) => number | undefined;

/** The arms with what is known of them beforehand in the place of what is assumed. */
export function applyPrior(arms: readonly BrokerArm[], prior: PolicyPrior | undefined, shareOf: ShareOf): readonly BrokerArm[] {
  if (prior === undefined) return arms;
  const compared = prior.places.flatMap(({ provider: id, memoryMb, calls, logMs }) => {
    const processorShare = shareOf(id, memoryMb);
    return logMs === undefined || calls === 0 || processorShare === undefined ? [] : [{ id, processorShare, calls, logMs }];
  });
  const slownesses = compared.length > 1 ? fitPlaces(DURATION_PRIOR, compared) : new Map<string, number>();
  return arms.map((arm) => {
    const measured = prior.places.find(({ provider }) => provider === arm.facts.id);
    if (measured === undefined) return arm;
    const { initMs, keepAliveMs } = measured;
    const logSlowness = slownesses.get(arm.facts.id);
    const facts = {
      ...arm.facts,
      ...(initMs !== undefined && { initMs }),
      ...(keepAliveMs !== undefined && { keepAliveMs }),
      logSlowness,
    };
    const durationFactor = logSlowness === undefined ? undefined : Math.exp(logSlowness);
    return { ...arm, facts, prior: { durationFactor, initMs, keepAliveMs } };
  });
}

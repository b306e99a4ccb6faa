import type { Placement } from '@skein/contracts';
import { InstanceLog } from '../policy/instances.ts';
import type { PolicyRun } from '../policy/policy-run.ts';
import type { Situation } from '../policy/policy.ts';
import { Breaker } from './breaker.ts';
import type { BrokerArm } from './broker-arm.ts';

/** A placed function at work: its arms, what its policy has learnt, and which arms rest. */
export class PlacedFunction {
  readonly placement: Placement;
  readonly arms: readonly BrokerArm[];
  readonly policy: PolicyRun;
  readonly breaker = new Breaker();
  readonly instances = new InstanceLog();

  constructor(placement: Placement, arms: readonly BrokerArm[], policy: PolicyRun) {
    this.placement = placement;
    this.arms = arms;
    this.policy = policy;
  }

  /** Arms that can take a body of this size and do not rest; when all of them rest, they are all tried. */
  usableArms(bodyBytes: number, nowMs: number): readonly BrokerArm[] {
    const fitting = this.arms.filter(({ requestMaxBytes }) => bodyBytes <= requestMaxBytes);
    const awake = fitting.filter(({ facts }) => !this.breaker.isResting(facts.id, nowMs));
    return awake.length > 0 ? awake : fitting;
  }

  situation(arms: readonly BrokerArm[], payloadBytes: number, nowMs: number): Situation {
    return {
      nowMs,
      payloadBytes,
      mirrorAllowed: this.placement.idempotent,
      arms: arms.map(({ facts }) => facts),
      instances: this.instances,
    };
  }
}

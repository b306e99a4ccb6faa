import type { Arm, Policy } from '../../src/policy/policy.ts';
import { seededRandom } from '../../src/random/random.ts';
import { situationWith } from './arms.ts';

/** A policy at work on one function: its choices, and samples that are billed as their arm bills them. */
export class Player<State> {
  readonly #policy: Policy<State>;
  readonly #arms: readonly Arm[];
  readonly #mirrorAllowed: boolean;
  readonly #random = seededRandom(1);
  #nowMs = 0;
  state: State;

  constructor(policy: Policy<State>, arms: readonly Arm[], mirrorAllowed = true) {
    this.#policy = policy;
    this.#arms = arms;
    this.#mirrorAllowed = mirrorAllowed;
    this.state = policy.start();
  }

  choose(arms = this.#arms): readonly string[] {
    this.#nowMs += 1_000;
    const situation = situationWith(arms, { nowMs: this.#nowMs, mirrorAllowed: this.#mirrorAllowed });
    const { choice, state } = this.#policy.choose(this.state, situation, this.#random);
    this.state = state;
    return choice.armIds;
  }

  learn(armId: string, durationMs: number): void {
    const arm = this.#arms.find(({ id }) => id === armId);
    if (arm === undefined) throw new Error(`no arm ${armId}`);
    const call = { durationMs, initMs: 0, egressBytes: 0 };
    this.state = this.#policy.learn(this.state, { armId, atMs: this.#nowMs, payloadBytes: 100, ...call, dollars: arm.cost(call) });
  }

  miss(armId: string): void {
    this.state = this.#policy.miss(this.state, armId);
  }

  /** The process ends and another one goes on with what was stored. */
  restart(): void {
    this.state = this.#policy.restore(JSON.parse(JSON.stringify(this.state)));
  }

  get estimates(): ReturnType<Policy<State>['explain']> {
    return this.#policy.explain(this.state, situationWith(this.#arms, { nowMs: this.#nowMs }));
  }

  /** Makes a choice and lets every arm of it take this long. */
  run(durations: Readonly<Record<string, number>>): readonly string[] {
    const armIds = this.choose();
    for (const armId of armIds) this.learn(armId, durations[armId] ?? 100);
    return armIds;
  }
}

import type { Random } from '../../simulation/support/virtual-world.ts';

const LONGEST_LOAD_MS = 800;
const LONGEST_START_MS = 1_500;
const LONGEST_STOP_MS = 200;

/** How one server of a campaign ends. */
export interface RoundPlan {
  /** The server is killed while it works, after it was told to stop, or while the next one starts. */
  readonly moment: 'working' | 'stopping' | 'starting';
  /** Whom the signal meets: the server alone, or also everything it has started. */
  readonly victims: 'server' | 'all';
  /** How long there is load before the first signal, in ms. */
  readonly loadMs: number;
  /** How long after being told to stop, or after its start, the server is killed, in ms. */
  readonly delayMs: number;
}

/** All the chance that decides about the end of a server; what meets its end is decided by the machine's speed too. */
export function planRound(random: Random): RoundPlan {
  const moment = pickMoment(random.next());
  return {
    moment,
    victims: random.chance(0.5) ? 'all' : 'server',
    loadMs: random.below(LONGEST_LOAD_MS),
    delayMs: random.below(moment === 'stopping' ? LONGEST_STOP_MS : LONGEST_START_MS),
  };
}

function pickMoment(chance: number): RoundPlan['moment'] {
  if (chance < 0.7) return 'working';
  return chance < 0.85 ? 'stopping' : 'starting';
}

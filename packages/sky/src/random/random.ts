/** Numbers from 0, inclusive, to 1, exclusive. Handed in wherever chance decides, so that a seed repeats everything. */
export type Random = () => number;

/**
 * A generator from a seed: the 32-bit SplitMix sequence (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
 * For simulations and tie-breaking; nothing secret may come from it.
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** One draw from the standard normal distribution, by the method of Box and Muller. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Probability of at most `successes` in `trials` independent trials that succeed with probability `chance`. */
export function binomialAtMost(successes: number, trials: number, chance: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  let sum = 0;
  // In logarithms, because the first probabilities of many trials are too small to be represented.
  let logTerm = trials * Math.log1p(-chance);
  for (let count = 0; count <= successes; count += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(trials - count) - Math.log(count + 1) + Math.log(chance) - Math.log1p(-chance);
  }
  return Math.min(1, sum);
}

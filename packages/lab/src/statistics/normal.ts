/** Density, distribution and quantiles of the standard normal distribution. */

/**
 * The share of the distribution below `z`. Complementary error function by the continued fraction and the series of Abramowitz and Stegun
 * (1964), 7.1.5 and 26.2.14; the error is below 1e-12.
 */
export function normalShareBelow(z: number): number {
  if (z > 0) return 1 - normalShareBelow(-z);
  if (z < -38) return 0;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z > -3 ? 0.5 - density * seriesAround(-z) : density / tailFraction(-z);
}

/** The value below which a share of the distribution lies, for shares between 0 and 1: found by halving, exact to 1e-13. */
export function normalQuantile(share: number): number {
  let low = -38;
  let high = 38;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (normalShareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** x + x^3/3 + x^5/(3*5) + ...: the share between 0 and x over the density at x. */
function seriesAround(x: number): number {
  let term = x;
  let sum = x;
  for (let factor = 3; Math.abs(term) > 1e-17 * Math.abs(sum); factor += 2) {
    term *= (x * x) / factor;
    sum += term;
    if (term === 0) break;
  }
  return sum;
}

/** x + 1/(x + 2/(x + 3/(x + ...))): the density at x over the share above x. */
function tailFraction(x: number): number {
  let fraction = x;
  for (let level = 200; level > 0; level -= 1) fraction = x + level / fraction;
  return fraction;
}

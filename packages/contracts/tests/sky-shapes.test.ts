import { expect, test } from 'vitest';
import { SKY_ARMS_MAX } from '../src/index.ts';
import { placementChange } from '../src/routes/sky-shapes.ts';

test('SKY_ARMS_MAX: a function may be placed on so many arms, and on one past it not', () => {
  const providersOf = (count: number) => ({ providers: Array.from({ length: count }, (_, index) => `p${index}`) });
  expect(placementChange.safeParse(providersOf(SKY_ARMS_MAX)).success).toBe(true);
  expect(placementChange.safeParse(providersOf(SKY_ARMS_MAX + 1)).success).toBe(false);
});

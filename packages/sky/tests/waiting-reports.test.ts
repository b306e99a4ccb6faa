import { SKY_REPORTS_WAITING_MAX } from '@skein/contracts';
import type { LedgerEntry } from '@skein/contracts';
import { expect, it } from 'vitest';
import { SkyWorld } from './support/sky-world.ts';

it('SKY_REPORTS_WAITING_MAX: so many reports are waited for; for one past it the estimate stays', { timeout: 60_000 }, async () => {
  await using world = await SkyWorld.open();
  await world.place(['simulated-gcp']);
  await world.call();
  const [sample] = await world.entries();
  if (sample === undefined) throw new Error('the call has an entry');
  const waiting = Array.from({ length: SKY_REPORTS_WAITING_MAX - 1 }, (_, index): LedgerEntry => ({ ...sample, id: `waiting-${index}` }));
  await world.store(waiting);
  await world.restart();
  await world.call();
  expect((await world.entries()).at(0)?.bill).toMatchObject({ source: 'estimated', pending: false });
  expect((await world.entries()).at(-1)?.bill).toMatchObject({ pending: true });
});

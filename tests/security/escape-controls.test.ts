import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ESCAPE_ATTEMPTS } from '@skein/sandbox';
import { expect, test } from 'vitest';
import { expectedOutcomes } from './support/expected-outcomes.ts';
import { attemptOutside } from './support/outside.ts';
import { makeWorld } from './support/world.ts';

const isRoot = process.getuid?.() === 0;
/** Nobody's number. */
const ORDINARY_USER = 54_321;
/** What these are after comes with a server, and limits with its sandboxes. */
const NEEDS_SERVER = /^(reach another|reach the server|read another|read the data|start more|use more|fill)/;

test('an attempt that the `process` driver stops succeeds where nothing stops it: use inherited file descriptors', async () => {
  await using world = await makeWorld();
  await using folder = await open(tmpdir());
  const name = 'use inherited file descriptors';
  expect(await attemptOutside(world, [name], { inherited: folder.fd })).toMatchObject({ [name]: { outcome: 'succeeded' } });
  expect(await attemptOutside(world, [name])).toMatchObject({ [name]: { outcome: 'failed' } });
});

test('attempts at limits succeed where there are none', { timeout: 120_000 }, async () => {
  await using world = await makeWorld();
  const names = ESCAPE_ATTEMPTS.filter(({ underProcess }) => underProcess === 'without control groups').map(({ attempt }) => attempt);
  const outcomes = await attemptOutside(world, names);
  for (const name of names) expect(outcomes[name], name).toMatchObject({ outcome: 'succeeded' });
});

test.skipIf(!isRoot)('what the table says of servers that are not root is true of an ordinary user (needs root)', async () => {
  await using world = await makeWorld(ORDINARY_USER);
  const rows = ESCAPE_ATTEMPTS.filter(({ attempt }) => !NEEDS_SERVER.test(attempt));
  const outcomes = await attemptOutside(
    world,
    rows.map(({ attempt }) => attempt),
    { user: ORDINARY_USER },
  );
  for (const row of rows) {
    const { outcome = 'absent', detail } = outcomes[row.attempt] ?? {};
    expect(expectedOutcomes(row, false), `${row.attempt}: ${detail}`).toContain(outcome);
  }
});

import { homedir } from 'node:os';
import path from 'node:path';
import { EVENT_MAX_AGE_MS } from '@skein/contracts';
import { expect, test } from 'vitest';
import { readSettings } from '../src/index.ts';

test('EVENT_MAX_AGE_MS: the age of events may be set up to the limit, which is the default, and not past it', () => {
  const seconds = EVENT_MAX_AGE_MS / 1_000;
  expect(readSettings({}).events.maxAgeMs).toBe(EVENT_MAX_AGE_MS);
  expect(readSettings({ EVENT_MAX_AGE_SECONDS: String(seconds) }).events.maxAgeMs).toBe(EVENT_MAX_AGE_MS);
  for (const refused of [seconds + 1, 59])
    expect(() => readSettings({ EVENT_MAX_AGE_SECONDS: String(refused) })).toThrow(
      expect.objectContaining({ code: 'invalid_configuration', details: expect.objectContaining({ setting: 'EVENT_MAX_AGE_SECONDS' }) }),
    );
});

test.each(['SKEIN_DATA', 'DB_PATH', 'XDG_DATA_HOME', 'HOME'])(
  'an empty %s is none: data is never put where the server happens to be started',
  (name) => {
    const { dataDir, databasePath } = readSettings({ HOME: '/home/someone', [name]: '' });
    const home = name === 'HOME' ? homedir() : '/home/someone';
    expect(dataDir).toBe(path.join(home, '.local/share/skein'));
    expect(databasePath).toBe(path.join(dataDir, 'skein.db'));
  },
);

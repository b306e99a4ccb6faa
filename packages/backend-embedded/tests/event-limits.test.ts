import { EVENT_BYTES_WAITING_MAX } from '@skein/contracts';
import { sampleEvent } from '@skein/ports/conformance';
import { expect, it } from 'vitest';
import { openTestBackend } from './support/test-backend.ts';

it('EVENT_BYTES_WAITING_MAX: events of so many bytes may wait to be stored; one past it is refused, and taken again later', async () => {
  await using backend = await openTestBackend();
  const body = Buffer.alloc(EVENT_BYTES_WAITING_MAX / 4);
  const first = ['a', 'b', 'c', 'd'].map((id) => backend.events.append(sampleEvent(id, { body })));
  await expect(backend.events.append(sampleEvent('e'))).rejects.toMatchObject({ code: 'storage_failed' });
  await Promise.all(first);
  await backend.events.append(sampleEvent('e'));
  expect(await backend.events.listEvents(sampleEvent('a'), { limit: 9 })).toHaveLength(5);
});

import { text } from 'node:stream/consumers';
import { LOG_FOLLOW_WAITING_MAX_BYTES } from '@skein/contracts';
import { expect, test } from 'vitest';
import { EventStream } from '../src/http/v1/event-stream.ts';

const HALF = 'x'.repeat(LOG_FOLLOW_WAITING_MAX_BYTES / 2 - 100);

test('LOG_FOLLOW_WAITING_MAX_BYTES: a reader that is too slow leaves no more waiting, and past that is told how much it missed', async () => {
  const stream = new EventStream();
  for (let index = 0; index < 50; index += 1) stream.send('invocation', String(index), HALF);
  expect(stream.readableLength).toBeLessThanOrEqual(LOG_FOLLOW_WAITING_MAX_BYTES);
  stream.finish();
  const events = (await text(stream)).split('\n\n').filter(Boolean);
  expect(events.map((event) => event.split('\n')[0])).toEqual(['event: invocation', 'event: invocation', 'event: dropped']);
  expect(events.at(-1)).toBe('event: dropped\ndata: 48');
});

test('line ends inside a document do not end the event', async () => {
  const stream = new EventStream();
  stream.send('invocation', '1', { log: 'a\n\nb\r\n' });
  stream.finish();
  stream.finish();
  expect(await text(stream)).toBe('event: invocation\nid: 1\ndata: {"log":"a\\n\\nb\\r\\n"}\n\n');
});

test('what is past comes first, whole however much it is, and what happens meanwhile after it', async () => {
  const stream = new EventStream();
  const past = Array.from({ length: 10 }, (_, index) => ({ id: String(index), document: HALF }));
  stream.begin('invocation', past);
  stream.send('invocation', 'later', 'x');
  stream.finish();
  const ids = [...(await text(stream)).matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
  expect(ids).toEqual([...past.map(({ id }) => id), 'later']);
});

test('LOG_FOLLOW_WAITING_MAX_BYTES: it holds for what happens while a slow reader is told of the past', async () => {
  const stream = new EventStream();
  stream.begin('invocation', [{ id: 'past', document: {} }]);
  for (let index = 0; index < 50; index += 1) stream.send('invocation', String(index), HALF);
  stream.finish();
  const events = (await text(stream)).split('\n\n').filter(Boolean);
  expect(events.map((event) => event.split('\n')[1])).toEqual(['id: past', 'id: 0', 'id: 1', 'data: 48']);
});

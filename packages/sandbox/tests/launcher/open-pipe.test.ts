import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openPipe } from '../../src/launcher/open-pipe.ts';
import { temporaryFolder } from '../support/folders.ts';

async function makePipe(): Promise<string> {
  const file = path.join(await temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [file]);
  return file;
}

/** Both ways, as the launcher holds a pipe: that needs no reader. */
function hold(file: string): number {
  return openSync(file, constants.O_RDWR);
}

test('a pipe whose writer was gone before it was opened ends at once, and keeps nobody waiting', async () => {
  expect(await text(openPipe(await makePipe()))).toBe('');
});

test('what was written before a pipe was opened comes first, and it ends when its writer goes', async () => {
  const file = await makePipe();
  const writer = hold(file);
  writeSync(writer, 'x'.repeat(10_000));
  const reading = text(openPipe(file));
  writeSync(writer, 'end');
  closeSync(writer);
  expect(await reading).toBe(`${'x'.repeat(10_000)}end`);
});

test('a pipe into which nothing was written ends when its writer goes', async () => {
  const file = await makePipe();
  const writer = hold(file);
  const reading = text(openPipe(file));
  setTimeout(() => closeSync(writer), 20);
  expect(await reading).toBe('');
});

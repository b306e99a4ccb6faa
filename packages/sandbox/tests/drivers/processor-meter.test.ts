import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ProcessorMeter, readUsageMs } from '../../src/drivers/usage/processor-meter.ts';
import { temporaryFolder } from '../support/folders.ts';

test('what was used of the processor is read from control groups of both versions, in ms', () => {
  expect(readUsageMs('1234567890\n')).toBeCloseTo(1_234.56789);
  expect(readUsageMs('usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\n')).toBeCloseTo(1_234.567);
  expect(readUsageMs('')).toBeUndefined();
  expect(readUsageMs('nonsense\n')).toBeUndefined();
});

test('each reading is a new one, and what is gone or closed has none', async () => {
  const file = path.join(await temporaryFolder(), 'cpuacct.usage');
  await writeFile(file, '5000000\n');
  const meter = new ProcessorMeter(file);
  expect(meter.usedMs()).toBe(5);
  await writeFile(file, '7000000\n');
  expect(meter.usedMs()).toBe(7);
  meter.close();
  expect(meter.usedMs()).toBeUndefined();
  expect(new ProcessorMeter(`${file}.none`).usedMs()).toBeUndefined();
});

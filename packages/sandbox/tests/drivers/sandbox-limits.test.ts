import { EPHEMERAL_STORAGE_MAX_MB, MEMORY_MAX_MB, MEMORY_MIN_MB } from '@skein/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sandboxLimits } from '../../src/drivers/sandbox-limits.ts';

const memoryMb = fc.integer({ min: MEMORY_MIN_MB, max: MEMORY_MAX_MB });

test('CPU: weight by MemorySize, at most one core per sandbox by default', () => {
  fc.assert(
    fc.property(memoryMb, memoryMb, (a, b) => {
      const [small, large] = [sandboxLimits('python', 'one-core', Math.min(a, b)), sandboxLimits('python', 'one-core', Math.max(a, b))];
      expect(small.cpuWeight).toBeLessThanOrEqual(large.cpuWeight);
      expect(small.cpuWeight).toBeGreaterThanOrEqual(1);
      expect(large.cpuWeight).toBeLessThanOrEqual(10_000);
      expect([small.cpuCores, large.cpuCores]).toEqual([1, 1]);
    }),
  );
});

test("CPU: Lambda's proportional throttle is a setting", () => {
  expect(sandboxLimits('python', 'proportional', 1_769).cpuCores).toBe(1);
  expect(sandboxLimits('python', 'proportional', 128).cpuCores).toBeCloseTo(0.0724, 3);
  expect(sandboxLimits('python', 'proportional', 10_240).cpuCores).toBeGreaterThan(5);
});

test('a sandbox without a function may use as much as any function, so that its limits are only ever narrowed', () => {
  const wide = sandboxLimits('node', 'one-core');
  fc.assert(
    fc.property(memoryMb, fc.integer({ min: 0, max: EPHEMERAL_STORAGE_MAX_MB }), (megabytes, extraMb) => {
      const narrow = sandboxLimits('node', 'one-core', megabytes, extraMb);
      expect(narrow.memoryBytes).toBe((megabytes + extraMb) * 1024 * 1024);
      expect(narrow.memoryBytes).toBeLessThanOrEqual(wide.memoryBytes);
      expect(narrow.dataBytes).toBeLessThanOrEqual(wide.dataBytes);
      expect(narrow.socketBytes).toBeLessThanOrEqual(wide.socketBytes);
      expect(narrow.processes).toBeLessThanOrEqual(wide.processes);
    }),
  );
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '@skein/ports';
import {
  eventInvokeConfigStoreConformance,
  eventQueueConformance,
  executionStoreConformance,
  functionStoreConformance,
  invocationStoreConformance,
  keyStoreConformance,
  packageStoreConformance,
  runStoreConformance,
  skyStoreConformance,
  taskResultsConformance,
} from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { openRunStore } from '../src/index.ts';
import { openTestBackend } from './support/test-backend.ts';

const tools = { describe, it, expect };

functionStoreConformance(tools, async () => {
  const { functions, functionWriter, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { reader: functions, writer: functionWriter, [Symbol.asyncDispose]: dispose };
});

executionStoreConformance(tools, async () => {
  const { executions, executionWriter, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { reader: executions, writer: executionWriter, [Symbol.asyncDispose]: dispose };
});

packageStoreConformance(tools, async () => {
  const { packages, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return {
    put: (zip) => packages.put(zip),
    has: (digest) => packages.has(digest),
    read: (digest) => packages.read(digest),
    delete: (digest) => packages.delete(digest),
    list: () => packages.list(),
    [Symbol.asyncDispose]: dispose,
  };
});

invocationStoreConformance(tools, async () => {
  const { invocations, recorder, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { reader: invocations, recorder, [Symbol.asyncDispose]: dispose };
});

keyStoreConformance(tools, async () => {
  const { keys, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { store: keys, [Symbol.asyncDispose]: dispose };
});

eventInvokeConfigStoreConformance(tools, async () => {
  const { eventInvokeConfigs, functionWriter, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { store: eventInvokeConfigs, writer: functionWriter, [Symbol.asyncDispose]: dispose };
});

eventQueueConformance(tools, async () => {
  const { events, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { queue: events, [Symbol.asyncDispose]: dispose };
});

skyStoreConformance(tools, async () => {
  const { sky, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { sky, [Symbol.asyncDispose]: dispose };
});

runStoreConformance(tools, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-runs-'));
  const runs = await openRunStore(path.join(folder, 'lab.db'), systemClock);
  return {
    runs,
    async [Symbol.asyncDispose]() {
      await runs[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
});

taskResultsConformance(tools, async () => {
  const { events, tasks, [Symbol.asyncDispose]: dispose } = await openTestBackend();
  return { queue: events, results: tasks, [Symbol.asyncDispose]: dispose };
});

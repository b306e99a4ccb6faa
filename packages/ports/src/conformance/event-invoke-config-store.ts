import { DEFAULT_SCOPE, LATEST } from '@skein/contracts';
import type { EventInvokeConfig } from '@skein/contracts';
import type { EventInvokeConfigStore } from '../event-invoke-configs.ts';
import type { FunctionWriter } from '../functions.ts';
import { OTHER_SCOPES, sampleFunction, sampleRevision } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

type Open = OpenStore<{ readonly store: EventInvokeConfigStore; readonly writer: FunctionWriter }>;

const record = sampleFunction('sample');
const whole: EventInvokeConfig = {
  ...DEFAULT_SCOPE,
  functionName: record.name,
  qualifier: LATEST,
  maxRetries: 0,
  maxAgeSeconds: 60,
  onSuccess: { functionName: 'other', qualifier: LATEST },
  onFailure: { functionName: 'third' },
  modifiedAtMs: 1_700_000_000_000,
};

/** What every store of settings for events does. */
export function eventInvokeConfigStoreConformance({ describe, it, expect }: TestTools, open: Open): void {
  describe('a store of settings for events', () => {
    it('gives back what was put, to its own account, region, function and qualifier only', async () => {
      await using subject = await open();
      await subject.writer.createFunction(record, sampleRevision(record.name));
      await subject.store.putEventInvokeConfig(whole);
      expect(await subject.store.getEventInvokeConfig(DEFAULT_SCOPE, record.name, LATEST)).toEqual(whole);
      expect(await subject.store.listEventInvokeConfigs(DEFAULT_SCOPE, record.name)).toEqual([whole]);
      expect(await subject.store.getEventInvokeConfig(DEFAULT_SCOPE, record.name, '1')).toBeUndefined();
      expect(await subject.store.listEventInvokeConfigs(DEFAULT_SCOPE, 'other')).toEqual([]);
      for (const scope of OTHER_SCOPES) expect(await subject.store.listEventInvokeConfigs(scope, record.name)).toEqual([]);
    });

    it('replaces all of it, and lists by qualifier', async () => {
      await using subject = await open();
      await subject.writer.createFunction(record, sampleRevision(record.name));
      await subject.store.putEventInvokeConfig(whole);
      const changed: EventInvokeConfig = { ...DEFAULT_SCOPE, functionName: record.name, qualifier: LATEST, maxRetries: 1, modifiedAtMs: 5 };
      const alias: EventInvokeConfig = { ...changed, qualifier: 'live' };
      await subject.store.putEventInvokeConfig(alias);
      await subject.store.putEventInvokeConfig(changed);
      expect(await subject.store.listEventInvokeConfigs(DEFAULT_SCOPE, record.name)).toEqual([changed, alias]);
      await subject.store.removeEventInvokeConfig(DEFAULT_SCOPE, record.name, LATEST);
      await subject.store.removeEventInvokeConfig(DEFAULT_SCOPE, record.name, LATEST);
      expect(await subject.store.listEventInvokeConfigs(DEFAULT_SCOPE, record.name)).toEqual([alias]);
    });

    it('belongs to a function that exists, and goes with it', async () => {
      await using subject = await open();
      await expect(subject.store.putEventInvokeConfig(whole)).rejects.toMatchObject({ code: 'function_not_found' });
      await subject.writer.createFunction(record, sampleRevision(record.name));
      await subject.store.putEventInvokeConfig(whole);
      await subject.writer.deleteFunction(DEFAULT_SCOPE, record.name);
      await subject.writer.createFunction(record, sampleRevision(record.name));
      expect(await subject.store.listEventInvokeConfigs(DEFAULT_SCOPE, record.name)).toEqual([]);
    });
  });
}

import { DEFAULT_SCOPE, LATEST } from '@skein/contracts';
import type { FunctionReader, FunctionWriter } from '../functions.ts';
import { OTHER_SCOPES, sampleFunction, sampleRevision } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

export interface FunctionStore {
  readonly reader: FunctionReader;
  readonly writer: FunctionWriter;
}

type Open = OpenStore<FunctionStore>;

/** What every registry must do. Each test opens one of its own. */
export function functionStoreConformance(tools: TestTools, open: Open): void {
  tools.describe('a function is created', () => creation(tools, open));
  tools.describe('a function gets a new revision', () => newRevision(tools, open));
  tools.describe('a function is changed or deleted', () => changes(tools, open));
  tools.describe('functions are listed and counted', () => overview(tools, open));
}

function creation({ it, expect }: TestTools, open: Open): void {
  it('with its tags and its first revision as $LATEST, all of it readable when the promise resolves', async () => {
    await using store = await open();
    const record = sampleFunction('f');
    const revision = sampleRevision('f', { stateReason: 'because', lastUpdateStatus: 'Successful' });
    await store.writer.createFunction(record, revision);
    expect(await store.reader.getFunction(DEFAULT_SCOPE, 'f')).toEqual(record);
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST)).toEqual({ version: LATEST, revision });
  });

  it('an environment that was not set stays different from an empty one', async () => {
    await using store = await open();
    for (const [name, environment] of [
      ['unset', undefined],
      ['empty', {}],
    ] as const) {
      const { settings } = sampleRevision(name);
      await store.writer.createFunction(sampleFunction(name), sampleRevision(name, { settings: { ...settings, environment } }));
      expect((await store.reader.resolve(DEFAULT_SCOPE, name, LATEST))?.revision.settings.environment).toEqual(environment);
    }
  });

  it('not when the name is taken', async () => {
    await using store = await open();
    const revision = sampleRevision('f');
    await store.writer.createFunction(sampleFunction('f'), revision);
    const again = store.writer.createFunction(sampleFunction('f', { tags: {} }), sampleRevision('f'));
    await expect(again).rejects.toMatchObject({ code: 'function_exists', details: { functionName: 'f' } });
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST)).toEqual({ version: LATEST, revision });
    expect(await store.reader.getFunction(DEFAULT_SCOPE, 'f')).toEqual(sampleFunction('f'));
  });

  it('once, when many ask for the same name at the same time', async () => {
    await using store = await open();
    const attempts = Array.from({ length: 20 }, () => store.writer.createFunction(sampleFunction('f'), sampleRevision('f')));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  });

  it('apart from functions of the same name in other accounts and regions', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    for (const scope of OTHER_SCOPES) {
      expect(await store.reader.getFunction(scope, 'f')).toBeUndefined();
      expect(await store.reader.resolve(scope, 'f', LATEST)).toBeUndefined();
      await expect(store.writer.deleteFunction(scope, 'f')).rejects.toMatchObject({ code: 'function_not_found' });
      await store.writer.createFunction(sampleFunction('f', scope), sampleRevision('f', scope));
      expect((await store.reader.getFunction(scope, 'f'))?.account).toBe(scope.account);
    }
    await store.writer.deleteFunction(DEFAULT_SCOPE, 'f');
    for (const scope of OTHER_SCOPES) expect((await store.reader.getFunction(scope, 'f'))?.region).toBe(scope.region);
  });

  it('unknown names and qualifiers resolve to nothing', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    expect(await store.reader.getFunction(DEFAULT_SCOPE, 'g')).toBeUndefined();
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'g', LATEST)).toBeUndefined();
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'f', '1')).toBeUndefined();
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'F', LATEST)).toBeUndefined();
  });
}

function newRevision({ it, expect }: TestTools, open: Open): void {
  it('which is its $LATEST from then on', async () => {
    await using store = await open();
    const [first, second] = [sampleRevision('f'), sampleRevision('f', { number: 2 })];
    await store.writer.createFunction(sampleFunction('f'), first);
    await store.writer.putLatest(second, first.id);
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST)).toEqual({ version: LATEST, revision: second });
  });

  it('not when the revision it was made from is no longer the latest', async () => {
    await using store = await open();
    const [first, second] = [sampleRevision('f'), sampleRevision('f', { number: 2 })];
    await store.writer.createFunction(sampleFunction('f'), first);
    await store.writer.putLatest(second);
    const late = store.writer.putLatest(sampleRevision('f', { number: 3 }), first.id);
    await expect(late).rejects.toMatchObject({ code: 'revision_mismatch', details: { functionName: 'f', expected: first.id } });
    expect((await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST))?.revision.id).toBe(second.id);
  });

  it('not when somebody else took its number', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    const attempts = Array.from({ length: 10 }, () => store.writer.putLatest(sampleRevision('f', { number: 2 })));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    await expect(store.writer.putLatest(sampleRevision('f', { number: 1 }))).rejects.toMatchObject({ code: 'revision_mismatch' });
  });

  it('not when there is no such function', async () => {
    await using store = await open();
    const attempt = store.writer.putLatest(sampleRevision('g', { number: 2 }));
    await expect(attempt).rejects.toMatchObject({ code: 'function_not_found', details: { functionName: 'g' } });
    expect(await store.reader.referencedPackages()).toEqual(new Set());
  });

  it('and the package of the replaced one is no longer referenced', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f', { packageLetter: 'a' }));
    await store.writer.putLatest(sampleRevision('f', { number: 2, packageLetter: 'b' }));
    expect(await store.reader.referencedPackages()).toEqual(new Set(['b'.repeat(64)]));
  });
}

function changes({ it, expect }: TestTools, open: Open): void {
  it('its state, with reason and update status, is replaced', async () => {
    await using store = await open();
    const revision = sampleRevision('f', { state: 'Pending', stateReason: 'The function is being created.' });
    await store.writer.createFunction(sampleFunction('f'), revision);
    await store.writer.setRevisionState(revision.id, { state: 'Active', lastUpdateStatus: 'Successful' });
    const { stateReason: _gone, ...rest } = revision;
    const expected = { ...rest, state: 'Active', lastUpdateStatus: 'Successful' };
    expect((await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST))?.revision).toEqual(expected);
  });

  it('the state of a revision that is gone changes nothing', async () => {
    await using store = await open();
    const [first, second] = [sampleRevision('f'), sampleRevision('f', { number: 2 })];
    await store.writer.createFunction(sampleFunction('f'), first);
    await store.writer.putLatest(second);
    await store.writer.setRevisionState(first.id, { state: 'Failed' });
    expect((await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST))?.revision).toEqual(second);
  });

  it('its tags are replaced', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    await store.writer.setTags(DEFAULT_SCOPE, 'f', { cost: '日本', empty: '' });
    expect((await store.reader.getFunction(DEFAULT_SCOPE, 'f'))?.tags).toEqual({ cost: '日本', empty: '' });
    await expect(store.writer.setTags(DEFAULT_SCOPE, 'g', {})).rejects.toMatchObject({ code: 'function_not_found' });
  });

  it('deleted, it is gone with all that belongs to it, and its name is free', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    await store.writer.putLatest(sampleRevision('f', { number: 2 }));
    await store.writer.deleteFunction(DEFAULT_SCOPE, 'f');
    expect(await store.reader.getFunction(DEFAULT_SCOPE, 'f')).toBeUndefined();
    expect(await store.reader.resolve(DEFAULT_SCOPE, 'f', LATEST)).toBeUndefined();
    expect(await store.reader.referencedPackages()).toEqual(new Set());
    await expect(store.writer.deleteFunction(DEFAULT_SCOPE, 'f')).rejects.toMatchObject({ code: 'function_not_found' });
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
  });
}

function overview({ it, expect }: TestTools, open: Open): void {
  it('in order of name, page by page', async () => {
    await using store = await open();
    const names = ['b', 'a-1', 'B', 'a_1', 'a', 'c'];
    await Promise.all(names.map((name) => store.writer.createFunction(sampleFunction(name), sampleRevision(name))));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.reader.listFunctions(DEFAULT_SCOPE, { limit: 2, ...(after === undefined ? {} : { after }) });
      expect(page.functions.length).toBe(2);
      found.push(...page.functions.map(({ record }) => record.name));
      after = page.nextAfter;
    } while (after !== undefined);
    expect(found).toEqual(['B', 'a', 'a-1', 'a_1', 'b', 'c']);
  });

  it('only those whose names match a pattern, in which nothing but * is special', async () => {
    await using store = await open();
    const names = ['shop-a', 'shop_b', 'my-shop-a', 'Shop-a', 'mail'];
    await Promise.all(names.map((name) => store.writer.createFunction(sampleFunction(name), sampleRevision(name))));
    const listed = async (...patterns: readonly string[]): Promise<readonly string[]> => {
      const { functions } = await store.reader.listFunctions(DEFAULT_SCOPE, { limit: 9, patterns });
      return functions.map(({ record }) => record.name);
    };
    expect(await listed('shop-*')).toEqual(['shop-a']);
    expect(await listed('*-a', 'mail')).toEqual(['Shop-a', 'mail', 'my-shop-a', 'shop-a']);
    expect(await listed('*')).toEqual(names.toSorted());
    expect(await listed()).toEqual([]);
    expect((await store.reader.listFunctions(DEFAULT_SCOPE, { limit: 1, patterns: ['*a'] })).nextAfter).toBe('Shop-a');
  });

  it('each with its latest revision', async () => {
    await using store = await open();
    const latest = sampleRevision('f', { number: 2 });
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    await store.writer.putLatest(latest);
    const expected = { functions: [{ record: sampleFunction('f'), latest }], nextAfter: undefined };
    expect(await store.reader.listFunctions(DEFAULT_SCOPE, { limit: 1 })).toEqual(expected);
  });

  it('those of an account and region only', async () => {
    await using store = await open();
    await store.writer.createFunction(sampleFunction('f'), sampleRevision('f'));
    for (const scope of OTHER_SCOPES) {
      expect(await store.reader.listFunctions(scope, { limit: 10 })).toEqual({ functions: [], nextAfter: undefined });
      expect(await store.reader.codeUsage(scope)).toEqual({ functionCount: 0, codeSizeBytes: 0 });
    }
  });

  it('a package that several share takes its room once', async () => {
    await using store = await open();
    for (const [name, packageLetter] of [
      ['f', 'a'],
      ['g', 'a'],
      ['h', 'b'],
    ] as const) {
      await store.writer.createFunction(sampleFunction(name), sampleRevision(name, { packageLetter }));
    }
    expect(await store.reader.codeUsage(DEFAULT_SCOPE)).toEqual({ functionCount: 3, codeSizeBytes: 2_000 });
    expect(await store.reader.referencedPackages()).toEqual(new Set(['a'.repeat(64), 'b'.repeat(64)]));
  });
}

import { readdir } from 'node:fs/promises';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 120_000 };
const FUNCTIONS = '/2015-03-31/functions';
const ROUNDS = 15;
const AT_ONCE = 4;

function sourceOf(text: string): string {
  return `def handler(event, context):\n    return ${JSON.stringify(text)}\n`;
}

/** The status of each, and the name of its error. */
function outcomes(answers: readonly Answer[]): readonly string[] {
  return answers.map(({ status, headers }) => [status, headers.get('x-amzn-errortype') ?? ''].join(' ').trim());
}

/** As many of the same as there are requests, each at once. */
function atOnce<T>(run: (index: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, index) => run(index)));
}

const CONFLICT = '409 ResourceConflictException';
const NOT_FOUND = '404 ResourceNotFoundException';

describe('two creates, updates and deletes of one name at once; delete while running', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const create = (name: string, text: string): Promise<Answer> => server.create(name, { files: { 'app.py': sourceOf(text) } });
  const remove = (name: string): Promise<Answer> => server.call('DELETE', `${FUNCTIONS}/${name}`);
  const update = async (name: string, text: string): Promise<Answer> => {
    const zip = await packFiles({ 'app.py': sourceOf(text) });
    return await server.call('PUT', `${FUNCTIONS}/${name}/code`, { ZipFile: zip.toString('base64') });
  };

  test('of creates one succeeds, the others are 409, and what runs is what was acknowledged', TIMEOUT, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `created-${round}`;
      const answers = await atOnce((index) => create(name, `made by ${index}`));
      expect(outcomes(answers).toSorted()).toEqual(['201', CONFLICT, CONFLICT, CONFLICT]);
      const winner = answers.findIndex(({ status }) => status === 201);
      expect((await server.invoke(name, '{}')).text).toBe(`"made by ${winner}"`);
    }
  });

  test('of updates at least one succeeds, the others are 409, and what runs is the last that was acknowledged', TIMEOUT, async () => {
    await create('updated', 'at first');
    await server.invoke('updated', '{}');
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await atOnce((index) => update('updated', `round ${round} by ${index}`));
      for (const outcome of outcomes(answers)) expect(['200', CONFLICT]).toContain(outcome);
      const acknowledged = answers.flatMap(({ status }, index) => (status === 200 ? [`"round ${round} by ${index}"`] : []));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged).toContain((await server.invoke('updated', '{}')).text);
    }
  });

  test('an update that expects a revision is 412 when another was faster', TIMEOUT, async () => {
    await create('expected', 'at first');
    await server.invoke('expected', '{}');
    const { RevisionId } = JSON.parse((await server.call('GET', `${FUNCTIONS}/expected/configuration`)).text) as { RevisionId: string };
    const answers = await atOnce((index) => server.call('PUT', `${FUNCTIONS}/expected/configuration`, { Timeout: 5 + index, RevisionId }));
    expect(outcomes(answers).toSorted()).toEqual(['200', ...Array<string>(AT_ONCE - 1).fill('412 PreconditionFailedException')]);
  });

  test('of deletes one succeeds and the others are 404', TIMEOUT, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await create('deleted', 'x');
      const answers = await atOnce(() => remove('deleted'));
      expect(outcomes(answers).toSorted()).toEqual(['204', NOT_FOUND, NOT_FOUND, NOT_FOUND]);
      expect(outcomes([await server.invoke('deleted', '{}')])).toEqual([NOT_FOUND]);
    }
  });

  test('all of them at once: each answer is documented, and what is there in the end works', TIMEOUT, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all([
        create('mixed', 'a'),
        update('mixed', 'b'),
        remove('mixed'),
        server.invoke('mixed', '{}'),
        create('mixed', 'c'),
        remove('mixed'),
      ]);
      for (const outcome of outcomes(answers)) expect(['200', '201', '204', CONFLICT, NOT_FOUND]).toContain(outcome);
      const found = await server.call('GET', `${FUNCTIONS}/mixed`);
      if (found.status === 200) expect(['"a"', '"b"', '"c"']).toContain((await server.invoke('mixed', '{}')).text);
      else expect(outcomes([found, await server.invoke('mixed', '{}')])).toEqual([NOT_FOUND, NOT_FOUND]);
      await remove('mixed');
    }
  });

  test(
    'delete while running: the call that runs ends with its answer, the next is 404, and nothing of the function is left',
    TIMEOUT,
    async () => {
      const files = {
        'app.py': 'import time\ndef handler(event, context):\n    time.sleep(1)\n    import json\n    return json.dumps(event)\n',
      };
      const before = await remains();
      await server.create('running', { files, settings: { Timeout: 30 } });
      await server.invoke('running', '0');
      const running = server.invoke('running', '{"still":1}');
      await new Promise((done) => setTimeout(done, 300));
      expect((await remove('running')).status).toBe(204);
      expect(outcomes([await server.invoke('running', '{}'), await remove('running')])).toEqual([NOT_FOUND, NOT_FOUND]);
      const answer = await running;
      expect([answer.status, JSON.parse(JSON.parse(answer.text) as string)]).toEqual([200, { still: 1 }]);
      // A function of that name that is made now is another one.
      expect((await create('running', 'another')).status).toBe(201);
      expect((await server.invoke('running', '{}')).text).toBe('"another"');
      await remove('running');
      await expect.poll(remains, { timeout: 120_000 }).toEqual(before);
    },
  );

  test('update while running: the call that runs ends as it began, the next runs the new code', TIMEOUT, async () => {
    const files = { 'app.py': 'import time\ndef handler(event, context):\n    time.sleep(1)\n    return "old"\n' };
    await server.create('replaced', { files, settings: { Timeout: 30 } });
    await server.call('GET', `${FUNCTIONS}/replaced`);
    const running = server.invoke('replaced', '{}');
    await new Promise((done) => setTimeout(done, 300));
    expect((await update('replaced', 'new')).status).toBe(200);
    expect((await server.invoke('replaced', '{}')).text).toBe('"new"');
    expect((await running).text).toBe('"old"');
  });

  /** What there is of sandboxes in the data folder and in the pool. Packages and unpacked code stay for their grace. */
  async function remains(): Promise<readonly string[]> {
    const { text } = await server.call('GET', '/metrics');
    const counts = [...text.matchAll(/^skein_sandboxes_(?:idle|busy) \d+$/gm)].map(([line]) => line);
    expect(counts).toHaveLength(2);
    return [...(await readdir(server.dataDir)).toSorted(), ...counts];
  }
});

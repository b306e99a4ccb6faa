import { afterAll, beforeAll, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

let skein: SkeinBench;
beforeAll(async () => {
  skein = await SkeinBench.start();
});
afterAll(() => skein[Symbol.asyncDispose]());

test(
  "The seed's spelling `skein function create|deploy|invoke --name N --runtime R --payload J` works as an alias",
  { timeout: 120_000 },
  async () => {
    const name = ['--name', 'hello-seed'];
    expect(await skein.run(['function', 'create', ...name, '--runtime', 'python3.11'])).toMatchObject({ exitCode: 0 });
    expect(await skein.run(['function', 'deploy', ...name])).toMatchObject({ exitCode: 0 });
    const invoked = await skein.run(['function', 'invoke', ...name, '--payload', '{"name":"seed"}']);
    expect(invoked).toMatchObject({ exitCode: 0, output: expect.stringContaining('seed') });
    expect(await skein.run(['function', 'invoke', '--payload', '{}'])).toMatchObject({ exitCode: 2 });
  },
);

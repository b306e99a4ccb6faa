import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

let skein: SkeinBench;
beforeAll(async () => {
  skein = await SkeinBench.start();
});
afterAll(() => skein[Symbol.asyncDispose]());

describe('`skein keys create|list|revoke|rotate`', () => {
  test('the first key closes the server, and each command does what it says', { timeout: 120_000 }, async () => {
    expect((await skein.run(['keys', 'list'])).output).toContain('whoever can reach the server can use it');
    const refused = await skein.run(['keys', 'create', '--role', 'invoker']);
    expect(refused).toMatchObject({ exitCode: 1, remarks: expect.stringContaining('The first key must be for an admin') });

    const admin = await skein.runJson('keys', 'create', '--role', 'admin', '--name', 'mine');
    expect(admin).toMatchObject({ role: 'admin', name: 'mine', state: 'active', functions: ['*'] });
    expect((await skein.run(['list'])).remarks).toContain('The request carries no key.');
    skein.variables = { SKEIN_KEY: String(admin['secret']) };
    expect((await skein.run(['list'])).exitCode).toBe(0);

    const made = await skein.run(['keys', 'create', '--role', 'developer', '--functions', 'shop-*', 'mail', '--expires-in', '30d']);
    const [, id = ''] = /id +(\S+)/.exec(made.output) ?? [];
    const [, secret = ''] = /secret +(\S+)/.exec(made.output) ?? [];
    expect(made.output).toContain(`AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret}`);
    const listed = await skein.run(['keys', 'list']);
    expect(listed.output).toMatch(new RegExp(`${id} +developer +active +shop-\\* mail`));
    expect(listed.output).not.toContain(secret);

    const rotated = await skein.runJson('keys', 'rotate', id);
    expect(rotated).toMatchObject({ id, state: 'active' });
    expect((await skein.run(['list'], '', { SKEIN_KEY: secret })).remarks).toContain('The key is not known here');
    const denied = await skein.run(['keys', 'list'], '', { SKEIN_KEY: String(rotated['secret']) });
    expect(denied.remarks).toContain(`Key ${id} does not allow`);

    expect((await skein.run(['keys', 'revoke', id])).output).toBe(`Revoked ${id}.\n`);
    expect((await skein.run(['list'], '', { SKEIN_KEY: String(rotated['secret']) })).remarks).toContain('has been revoked');
    expect((await skein.run(['keys', 'rotate', id])).remarks).toContain('has been revoked');
    expect((await skein.run(['keys', 'revoke', 'NONE'])).remarks).toContain('There is no key NONE.');
  });

  test('wrong words are refused before anything is sent', async () => {
    expect((await skein.run(['keys', 'create'])).exitCode).toBe(2);
    expect((await skein.run(['keys', 'create', '--role', 'king'])).exitCode).toBe(2);
    expect((await skein.run(['keys', 'create', '--role', 'invoker', '--expires-in', 'soon'])).exitCode).toBe(2);
  });
});

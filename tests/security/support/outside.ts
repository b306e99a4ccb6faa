import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { AttemptOutcome } from './escape-stage.ts';
import { HOSTILE_DIR } from './hostile-files.ts';
import { publicPython } from './public-python.ts';
import type { World } from './world.ts';

export interface OutsideOptions {
  readonly user?: number;
  /** A descriptor of this process that is handed on. */
  readonly inherited?: number;
}

/** Has an ordinary process carry out attempts, outside of all sandboxes. */
export async function attemptOutside(
  world: World,
  attempts: readonly string[],
  { user, inherited }: OutsideOptions = {},
): Promise<Readonly<Record<string, AttemptOutcome>>> {
  const dir = path.join(world.folder, 'hostile');
  await cp(HOSTILE_DIR, dir, { recursive: true });
  if (user !== undefined) for (const name of await readdir(dir)) await chown(path.join(dir, name), user, user);
  const child = spawn(await publicPython(), ['-B', path.join(dir, 'main.py')], {
    cwd: '/',
    env: { TMPDIR: world.folder },
    stdio: ['pipe', 'pipe', 'inherit', ...(inherited === undefined ? [] : [inherited])],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  child.stdin?.end(JSON.stringify({ attempts, world: world.facts }));
  const [output] = await Promise.all([child.stdout === null ? '' : text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output) as Record<string, AttemptOutcome>;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { publicPython } from './public-python.ts';

/** Holds a folder open, and says when it has been signalled. SIGURG is ignored by programs that do not wait for it, so that nothing else is harmed. */
const PROGRAM = `
import os, signal
folder = os.open("/", os.O_RDONLY)
signal.signal(signal.SIGURG, lambda number, frame: print("signalled", flush=True))
print("ready", flush=True)
while True:
    signal.pause()
`;

/** A process of the host that functions are not to see, read or signal. */
export interface Victim extends AsyncDisposable {
  readonly pid: number;
  readonly wasSignalled: boolean;
}

export async function startVictim(argument: string, variable: string, user?: number): Promise<Victim> {
  const child = spawn(await publicPython(), ['-c', PROGRAM, argument], {
    cwd: '/',
    env: { SKEIN_ESCAPE: variable },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let lines = 0;
  const output = createInterface({ input: child.stdout }).on('line', () => void lines++);
  await once(output, 'line');
  if (child.pid === undefined) throw new Error('the victim did not start');
  return {
    pid: child.pid,
    get wasSignalled() {
      return lines > 1;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

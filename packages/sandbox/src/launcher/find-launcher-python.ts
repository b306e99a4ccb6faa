import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { SkeinError } from '@skein/contracts';
import { askInterpreter } from '../interpreters/ask-interpreter.ts';
import { findCandidates } from '../interpreters/candidate-programs.ts';

const SYSTEM_PYTHONS = ['/usr/bin/python3', '/usr/local/bin/python3', '/bin/python3'];

/**
 * The Python that runs the launcher: the system's own if there is one, because it needs nothing from the user's environment, or else
 * any that can be found. Rejects with `driver_unavailable`.
 */
export async function findLauncherPython(driver: string): Promise<string> {
  const python = (await firstThatExists(SYSTEM_PYTHONS)) ?? (await firstThatRuns());
  if (python !== undefined) return python;
  throw new SkeinError('driver_unavailable', { driver, reason: 'the launcher needs Python 3.9 or newer, and no Python 3 was found' });
}

async function firstThatExists(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    try {
      await access(program, constants.X_OK);
      return program;
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}

async function firstThatRuns(): Promise<string | undefined> {
  const places = { pathFolders: [], homeDir: homedir(), extraPrograms: { python: [], node: [] } };
  for (const program of await findCandidates('python', places)) {
    const answer = await askInterpreter('python', program, places.homeDir);
    if (answer !== undefined) return answer.executablePath;
  }
  return undefined;
}

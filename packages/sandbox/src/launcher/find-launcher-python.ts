import { access, constants } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';

const SYSTEM_PYTHONS = ['/usr/bin/python3', '/usr/local/bin/python3', '/bin/python3'];

/** The Python that runs the launcher. The system's own, because it needs nothing from the user's environment. */
export async function findLauncherPython(driver: string): Promise<string> {
  for (const candidate of SYSTEM_PYTHONS) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // The next one may be there.
    }
  }
  throw new SkeinError('driver_unavailable', { driver, reason: 'the launcher needs Python 3 and there is no /usr/bin/python3' });
}

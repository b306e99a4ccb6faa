import { findInterpreters } from '@skein/sandbox';

/** A Python that every user of this machine may run. */
export async function publicPython(): Promise<string> {
  const places = { pathFolders: [], homeDir: '/nonexistent', extraPrograms: { python: [], node: [] } };
  const { python } = await findInterpreters({ forOtherUsers: true, isolating: true, places });
  const usable = python.find(({ unusableBecause }) => unusableBecause === undefined);
  if (usable === undefined) throw new Error('no Python here that everybody may run');
  return usable.executablePath;
}

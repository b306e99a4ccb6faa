import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a control group says about a sandbox's part of the processor. */
export interface ProcessorUse {
  readonly sandbox: string;
  readonly usedMs: number;
  /** As control groups version 2 count: 100 is usual. */
  readonly weight: number;
}

interface Place {
  readonly version: 1 | 2;
  readonly weightsDir: string;
  readonly usageDir: string;
}

/** The use of each sandbox of a server that runs in this process; none where the machine does not count it. */
export async function processorUses(): Promise<readonly ProcessorUse[]> {
  const place = await findPlace();
  if (place === undefined) return [];
  const names = (await readdir(place.weightsDir)).filter((name) => name.startsWith('sandbox-'));
  const uses = await Promise.all(names.map((name) => readUse(place, name).catch(() => undefined)));
  return uses.filter((use) => use !== undefined);
}

async function readUse({ version, weightsDir, usageDir }: Place, sandbox: string): Promise<ProcessorUse> {
  const read = async (...names: string[]): Promise<string> => await readFile(path.join(...names), 'utf8');
  if (version === 2) {
    const [usage, weight] = await Promise.all([read(usageDir, sandbox, 'cpu.stat'), read(weightsDir, sandbox, 'cpu.weight')]);
    return { sandbox, usedMs: Number(/usage_usec (\d+)/.exec(usage)?.[1]) / 1e3, weight: Number(weight) };
  }
  const [usage, shares] = await Promise.all([read(usageDir, sandbox, 'cpuacct.usage'), read(weightsDir, sandbox, 'cpu.shares')]);
  return { sandbox, usedMs: Number(usage) / 1e6, weight: (Number(shares) * 100) / 1024 };
}

async function findPlace(): Promise<Place | undefined> {
  const [weightsDir, usageDir] = [await serverDir('cpu'), await serverDir('cpuacct')];
  if (weightsDir !== undefined && usageDir !== undefined) return { version: 1, weightsDir, usageDir };
  const both = await serverDir('');
  return both === undefined ? undefined : { version: 2, weightsDir: both, usageDir: both };
}

/** The folder of this server's control groups in the hierarchy of a controller of version 1, or in that of version 2. */
async function serverDir(controller: string): Promise<string | undefined> {
  const groups = (await readFile('/proc/self/cgroup', 'utf8')).trim().split('\n');
  const own = groups.map((line) => line.split(':')).find(([, controllers = '']) => controllers.split(',').includes(controller))?.[2];
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).trim().split('\n');
  const mount = mounts.find((line) => {
    const [kind, , options = ''] = (line.split(' - ')[1] ?? '').split(' ');
    return controller === '' ? kind === 'cgroup2' : kind === 'cgroup' && options.split(',').includes(controller);
  });
  const [, , , root = '/', mountPoint] = mount?.split(' ') ?? [];
  if (own === undefined || mountPoint === undefined) return undefined;
  const below = path.join(mountPoint, path.relative(root, own));
  for (const folder of [below, path.dirname(below)]) {
    const name = (await readdir(folder).catch(() => [])).find((each) => each.startsWith(`skein-${process.pid}-`));
    if (name !== undefined) return path.join(folder, name);
  }
  return undefined;
}

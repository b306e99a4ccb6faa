import { readFile, readdir } from 'node:fs/promises';

/** The processes below one, itself first, each with its parent's id. */
export async function processTree(root: number): Promise<ReadonlyMap<number, number>> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    // The name of the program, in parentheses, may contain anything; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = new Map([[root, 0]]);
  for (const [pid] of found) for (const child of children.get(pid) ?? []) found.set(child, pid);
  return found;
}

/** Processes below one that have no children: one for each sandbox whose function starts none, whatever the driver puts around it. */
export async function countLeaves(root: number): Promise<number> {
  const tree = await processTree(root);
  const parents = new Set(tree.values());
  return [...tree.keys()].filter((pid) => pid !== root && !parents.has(pid)).length;
}

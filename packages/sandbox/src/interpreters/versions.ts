/** Compares dotted version numbers: negative when `a` is older. Missing parts count as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many versions lie between two that a runtime name may ask for: minors of one Python major, majors of Node.js. */
export function versionDistance(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const last = Math.max(left.length, right.length) - 1;
  const sameBefore = left.slice(0, last).every((part, index) => part === right[index]);
  return sameBefore ? Math.abs((left[last] ?? 0) - (right[last] ?? 0)) : Infinity;
}

function parts(version: string): number[] {
  return version.split('.').map(Number);
}

import { ZIP_PATH_MAX_BYTES } from '@skein/contracts';
import { invalidPackage, quoteName } from '../package-errors.ts';

/** Longest target of a link, in bytes. */
export const LINK_TARGET_MAX_BYTES = ZIP_PATH_MAX_BYTES;

/** Parts walked while following all links of a zip together: honest code needs a few for each, a crafted zip would need billions. */
const STEPS_MAX = 100_000;

/** Links that may be followed from one: the same limit as Linux has, path_resolution(7). */
const HOPS_MAX = 40;

/** Folders within folders that a path of the longest allowed length can name; what lies deeper cannot exist. */
const DEPTH_MAX = ZIP_PATH_MAX_BYTES / 2;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes the target of a symbolic link as stored in a zip. Throws `invalid_package` for one that no safe link can have. */
export function readLinkTarget(path: string, content: Buffer): string {
  const target = decodeTarget(path, content);
  if (target === '' || target.includes('\0')) throw invalidPackage(`the symbolic link ${quoteName(path)} has no valid target`);
  if (target.startsWith('/')) throw invalidPackage(`the symbolic link ${quoteName(path)} points to the absolute path ${quoteName(target)}`);
  return target;
}

function decodeTarget(path: string, content: Buffer): string {
  try {
    return utf8.decode(content);
  } catch (error) {
    throw invalidPackage(`the target of the symbolic link ${quoteName(path)} is not UTF-8`, error);
  }
}

/**
 * Makes sure that no link, followed as the kernel would follow it through other links, leaves the tree. Comparing texts is not
 * enough: with `a/b/up -> ../..` in the tree, `out -> a/b/up/../x` looks harmless but leads above the root. A target that does
 * not exist is harmless and allowed. Takes the targets by the links' paths; throws `invalid_package`.
 */
export function rejectEscapingLinks(targets: ReadonlyMap<string, string>): void {
  let steps = 0;
  for (const [path, target] of targets) {
    steps += followLink(path, target, targets);
    if (steps > STEPS_MAX) throw invalidPackage('its symbolic links are too entangled to be checked');
  }
}

/** Returns the number of steps it took. */
function followLink(path: string, target: string, targets: ReadonlyMap<string, string>): number {
  const position = path.split('/').slice(0, -1);
  const ahead = partsLastFirst(target);
  let steps = 0;
  let hops = 1;
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    steps += 1;
    if (part === '..') {
      if (position.pop() === undefined)
        throw invalidPackage(`the symbolic link ${quoteName(path)} leads out of the package, to ${quoteName(target)}`);
      continue;
    }
    position.push(part);
    if (position.length > DEPTH_MAX) throw invalidPackage(`the symbolic link ${quoteName(path)} leads too deep`);
    const nextTarget = targets.get(position.join('/'));
    if (nextTarget === undefined) continue;
    hops += 1;
    if (hops > HOPS_MAX) throw invalidPackage(`the symbolic link ${quoteName(path)} leads in a circle`);
    position.pop();
    ahead.push(...partsLastFirst(nextTarget));
  }
  return steps;
}

/** Parts of a relative path, the last one first, so that the next one can be popped. */
function partsLastFirst(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .toReversed();
}

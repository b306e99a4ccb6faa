// Has V8 collect garbage in time for the memory of the function, which is known only when V8 has long decided how large its heap may be.
// How, and what was measured: ../README.md.
import v8 from 'node:v8';

/** Up to so many MB of memory: by how many percent the old generation may grow over what a collection has left, before the next one. */
const GROWTH = [
  { upToMb: 256, percent: 20 },
  { upToMb: 512, percent: 30 },
  { upToMb: 4096, percent: 50 },
];
/**
 * Up to so many MB, a collection stops the function from its beginning to its end, buffers included. Elsewhere V8 marks beside the function, which
 * keeps alive all that is made meanwhile: with large buffers or arrays more than the function's memory, and the more the less processor time is left.
 */
const SMALL_MB = 512;
/** Since this version, V8 lets buffers of tens of megabytes pass before it looks for young ones that are garbage, unless told otherwise. */
const CAPACITY_SINCE_V8 = 13;

// Read when the heap was made, and of no use since. As long as any flag is set, V8 compiles Node.js's own modules anew instead of taking
// them from its cache.
v8.setFlagsFromString('--max-semi-space-size=0');
v8.setFlagsFromString('--initial-old-space-size=0');

/**
 * To be called when the function's code has been loaded: what it needs of Node.js came from the cache. V8 reads these flags whenever it
 * collects. Those that it does not know it would complain about in the function's log.
 */
export function fitHeap(memoryMb) {
  const growth = GROWTH.find(({ upToMb }) => memoryMb <= upToMb);
  if (growth !== undefined) v8.setFlagsFromString(`--heap-growing-percent=${growth.percent}`);
  if (memoryMb > SMALL_MB) return;
  v8.setFlagsFromString('--no-incremental-marking');
  v8.setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  if (Number.parseInt(process.versions.v8, 10) >= CAPACITY_SINCE_V8) v8.setFlagsFromString('--scavenger-max-new-space-capacity-mb=8');
}

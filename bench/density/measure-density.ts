import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { processTree } from '../lib/process-tree.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';

const FEW = 2;
const MANY = 12;
const STARTS_DEFAULT = 5;
/** After a sandbox says it is ready it may still tidy up. */
const SETTLE_MS = 1_000;
const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;

/** The memory of idle sandboxes without code, and of the idle server, by their proportional set size (proc(5), smaps_rollup). */
export const density: Benchmark = {
  name: 'density',
  summary: 'memory of idle code-less sandboxes, how many fit into 2 GiB; memory and start-up of the idle server',
  async run(options) {
    const server = await measureServer(options);
    const rows = [];
    for (const language of ['python', 'node'] as const) {
      const bytes = await bytesOfOneSandbox(language);
      options.print(`density, ${language}: ${rounded(bytes / MEBIBYTE)} MiB each`);
      rows.push({
        what: `idle ${language} sandbox`,
        pssMiB: rounded(bytes / MEBIBYTE),
        in2GiB: Math.floor((2 * GIBIBYTE) / bytes),
        startMs: '',
      });
    }
    rows.push({ what: 'idle server', pssMiB: rounded(server.pssBytes / MEBIBYTE), in2GiB: '', startMs: rounded(server.startMs) });
    return { driver: server.driver, rows };
  },
};

async function measureServer({ count = STARTS_DEFAULT, print }: BenchmarkOptions) {
  const [startMs, pssBytes]: [number[], number[]] = [[], []];
  let driver = '';
  for (let round = 1; round <= count; round += 1) {
    await using skein = await SkeinServer.start({ WARM_POOL_SIZE: '0' });
    driver = skein.driver;
    startMs.push(skein.startMs);
    await pause(SETTLE_MS);
    pssBytes.push(await pssOfTree(skein.pid));
    print(`density, server start ${round} of ${count}: ${rounded(skein.startMs)} ms`);
  }
  return { driver, startMs: median(startMs), pssBytes: median(pssBytes) };
}

/** What ten sandboxes more take, by ten: what they share with each other counts only once. */
async function bytesOfOneSandbox(language: keyof typeof HELLO): Promise<number> {
  const few = await bytesWith(language, FEW);
  const many = await bytesWith(language, MANY);
  return (many - few) / (MANY - FEW);
}

async function bytesWith(language: keyof typeof HELLO, poolSize: number): Promise<number> {
  await using skein = await SkeinServer.start({ WARM_POOL_SIZE: String(poolSize) });
  await skein.deploy('fill', HELLO[language]);
  await skein.untilPrewarmed(poolSize);
  await pause(SETTLE_MS);
  return (await pssOfTree(skein.pid)) - (await pssOf(skein.pid));
}

async function pssOfTree(root: number): Promise<number> {
  const sizes = await Promise.all([...(await processTree(root)).keys()].map((pid) => pssOf(pid)));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

async function pssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

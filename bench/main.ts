import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { measureWarm } from './warm/measure-warm.ts';

const resultsDir = path.join(import.meta.dirname, 'results');
const machine = {
  date: new Date().toISOString(),
  processor: cpus()[0]?.model,
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
};
console.log(machine);
const warm = await measureWarm((line) => console.log(line));
console.table(warm);
await mkdir(resultsDir, { recursive: true });
await writeFile(
  path.join(resultsDir, `local-${machine.date.replaceAll(':', '-')}.json`),
  `${JSON.stringify({ machine, warm }, undefined, 2)}\n`,
);

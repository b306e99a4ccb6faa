import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { broker } from './broker/measure-broker.ts';
import { burst } from './burst/measure-burst.ts';
import { cold } from './cold/measure-cold.ts';
import { density } from './density/measure-density.ts';
import { flows } from './flows/measure-flows.ts';
import { events } from './events/measure-events.ts';
import { keys } from './keys/measure-keys.ts';
import { many } from './many/measure-many.ts';
import { neighbour } from './neighbour/measure-neighbour.ts';
import { overload } from './overload/measure-overload.ts';
import { tasks } from './tasks/measure-tasks.ts';
import { warm } from './warm/measure-warm.ts';

/** Every benchmark, in the order in which they run. */
const BENCHMARKS: readonly Benchmark[] = [warm, cold, density, many, neighbour, burst, overload, events, flows, broker, tasks, keys];

const RESULTS_DIR = path.join(import.meta.dirname, 'results');
const USAGE = `Usage: npm run bench -- [name ...] [--n COUNT] [--json FILE]

${BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n')}`;

/** Runs the benchmarks that are named, or all; prints the machine and a table for each, and writes everything as JSON. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { n: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
  });
  const count = values.n === undefined ? undefined : Number(values.n);
  const unknown = positionals.filter((name) => !BENCHMARKS.some((known) => known.name === name));
  if (values.help === true || unknown.length > 0 || (count !== undefined && !(Number.isInteger(count) && count > 0))) {
    console.error(USAGE);
    return values.help === true ? 0 : 2;
  }
  const machine = describeMachine();
  console.log(machine);
  const results: Record<string, unknown> = {};
  for (const benchmark of BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const { name, summary } = benchmark;
    const result = await benchmark.run({ count, print: (line) => console.log(line) });
    console.log(`\n${name}: ${summary}; ${result.driver} sandboxes`);
    console.table(result.rows);
    if (result.parts !== undefined) console.table(result.parts);
    results[name] = result;
  }
  const file = values.json ?? path.join(RESULTS_DIR, `local-${machine.date.replaceAll(':', '-')}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
  console.log(`Written to ${path.relative(process.cwd(), file)}`);
  return 0;
}

function describeMachine(): Readonly<Record<string, string | number>> & { readonly date: string } {
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
  };
}

process.exitCode = await main();

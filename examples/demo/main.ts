import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SkeinClient } from '@skein/client';
import { readDemoFunctions } from './demo-functions.ts';
import { measureFunction } from './measure-function.ts';
import { runTasks } from './run-tasks.ts';
import { drawFlow } from './show-flow.ts';
import { showLab } from './show-lab.ts';
import { showSky } from './show-sky.ts';
import { renderTable } from './table.ts';
import { startServers } from './two-servers.ts';

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

/** Deploys the examples to a server of their own, calls each cold and warm, and prints what it took. Leaves nothing behind. */
async function main(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-demo-'));
  try {
    await using servers = await startServers(dataDir);
    const { skein } = servers;
    console.log(`Skein runs on ${skein.url} with ${skein.driver} sandboxes.`);
    for (const notice of skein.notices) console.log(`Note: ${notice}`);
    const client = new SkeinClient(skein.url);
    const rows: string[][] = [];
    for (const demo of await readDemoFunctions()) {
      if (stop.signal.aborted) {
        process.exitCode = INTERRUPTED_EXIT_CODE;
        return;
      }
      console.log(`Deploying and calling ${demo.name} ...`);
      rows.push(await measureFunction(client, skein.driver, demo));
    }
    const headings = ['function', 'runtime', 'driver', 'cold ms', 'warm p50 ms', 'warm p99 ms', 'billed ms', 'max memory MB'];
    console.log(`\n${renderTable(headings, rows)}`);
    console.log(`\nRunning a batch of tasks ...\n${await runTasks(skein.url, dataDir)}`);
    console.log(`\nRunning a flow ...\n${await drawFlow(skein.url)}`);
    console.log('\nPlacing a function on four clouds ...');
    await showSky(servers, (text) => console.log(text));
    console.log('\nMeasuring how long a simulated cloud keeps a function warm ...');
    await showLab(dataDir);
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();

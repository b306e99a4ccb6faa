#!/usr/bin/env node
// Starts the command with the Node 24 that `npm install` brought. Plain JavaScript, because an older Node reads this file too.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 24;
const main = new URL('../src/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) {
  await import(main.href);
} else {
  const pinned = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const child = spawn(pinned, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // Ctrl-C reaches both; this process waits for the other.
  process.on('SIGINT', () => {});
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

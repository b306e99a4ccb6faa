#!/usr/bin/env node
// Starts the command with the Node 24 that `npm install` brought. Plain JavaScript, because an older Node reads this file too.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [24, 19];
const FIRST_DESCRIPTOR = 3;
const main = new URL('../src/main.ts', import.meta.url);
// Node.js keeps there what it makes of the modules: the next start is quicker and takes less memory. Threads follow the variable, and what is
// started from here. Where it cannot write, it does without.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../../node_modules/.cache/skein', import.meta.url));

if (isRecent()) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(main.href);
} else {
  const pinned = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const child = spawnWithSockets(pinned, [fileURLToPath(main), ...process.argv.slice(2)]);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // Ctrl-C reaches both; this process waits for the other.
  process.on('SIGINT', () => {});
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function isRecent() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

// Sockets that this process was handed (sd_listen_fds(3)) go on to the other one. The shell becomes that one, and keeps the process number.
function spawnWithSockets(program, words) {
  const { LISTEN_FDS, LISTEN_PID } = process.env;
  const count = LISTEN_PID === String(process.pid) && /^\d{1,2}$/.test(LISTEN_FDS ?? '') ? Number(LISTEN_FDS) : 0;
  if (count === 0) return spawn(program, words, { stdio: 'inherit' });
  const sockets = Array.from({ length: count }, (_, index) => FIRST_DESCRIPTOR + index);
  const stdio = ['inherit', 'inherit', 'inherit', ...sockets];
  return spawn('/bin/sh', ['-c', 'LISTEN_PID=$$ exec "$@"', 'sh', program, ...words], { stdio });
}

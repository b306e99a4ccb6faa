// What `skein doctor` runs in a sandbox: says that it runs, and once it has been given code, what it can see and do from inside.
import { readdirSync, readFileSync, readSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const [command, outcome] = process.argv.slice(2).map(Number);

function statusOfThisProcess() {
  const lines = readFileSync('/proc/self/status', 'latin1').split('\n');
  return Object.fromEntries(lines.map((line) => line.split(':\t')));
}

function canWrite(folder) {
  try {
    const file = path.join(folder, 'skein-probe');
    writeFileSync(file, '');
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

function networkInterfaces() {
  const [, , ...lines] = readFileSync('/proc/net/dev', 'latin1').trim().split('\n');
  return lines.map((line) => line.split(':')[0].trim());
}

/** An interpreter may live in a home folder: it is visible then with the folders that lead to it, and nothing else may be. */
function seesMoreThan(allowed, folder) {
  if (`${folder}/`.startsWith(`${allowed}/`)) return false;
  if (!`${allowed}/`.startsWith(`${folder}/`)) return true;
  return readdirSync(folder).some((name) => seesMoreThan(allowed, path.join(folder, name)));
}

function seesHomes() {
  const interpreterDir = path.dirname(path.dirname(process.execPath));
  const homes = readdirSync('/').filter((name) => name === 'root' || name === 'home');
  return homes.some((name) => seesMoreThan(interpreterDir, `/${name}`));
}

writeSync(outcome, 'ready\n');
const buffer = Buffer.alloc(4096);
const codeDir = buffer.toString('utf8', 0, readSync(command, buffer)).trim();
const status = statusOfThisProcess();
const facts = {
  version: process.versions.node,
  user: process.getuid(),
  capabilities: Number(BigInt(`0x${status.CapEff}`) | BigInt(`0x${status.CapBnd}`)),
  noNewPrivileges: status.NoNewPrivs === '1',
  systemCallFilter: status.Seccomp === '2',
  processId: process.pid,
  networkInterfaces: networkInterfaces(),
  seesHomes: seesHomes(),
  writesCode: canWrite(codeDir),
  writesTemporary: canWrite(process.env.TMPDIR ?? '/tmp'),
};
writeSync(outcome, `${JSON.stringify(facts)}\n`);

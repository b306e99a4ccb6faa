import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT_DIR = path.join(import.meta.dirname, '../../..');
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;
/** A test may take this much longer than the time of its property, in ms: shrinking a failure takes time too. */
const GRACE_MS = 120_000;

export interface Round {
  readonly files: readonly string[];
  /** Time of each property. */
  readonly seconds: number;
  readonly seed: number;
  /** Where in the run of a seed a failure was, as fast-check prints it. */
  readonly path: string | undefined;
  /** Words of the title of the one property that is to be run. */
  readonly property: string | undefined;
}

/** How often a property ran. */
export interface PropertyReport {
  readonly property: string;
  readonly runs: number;
  readonly failed: boolean;
}

export interface RoundResult {
  readonly reports: readonly PropertyReport[];
  /** What the test runner printed, when something failed. */
  readonly output: string | undefined;
}

/** Runs every property of the files for some seconds each, one after the other. */
export async function runRound({ files, seconds, seed, path: replayPath = '', property }: Round): Promise<RoundResult> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-fuzz-'));
  const reportPath = path.join(dir, 'report.jsonl');
  const words = property === undefined ? [] : ['--testNamePattern', property];
  const timeouts = ['--testTimeout', String(Math.ceil(seconds * 1_000 + GRACE_MS)), '--maxWorkers=1'];
  const settings = {
    SKEIN_FUZZ_SECONDS: String(seconds),
    SKEIN_FUZZ_SEED: String(seed),
    SKEIN_FUZZ_PATH: replayPath,
    SKEIN_FUZZ_REPORT: reportPath,
  };
  const vitest = path.join(ROOT_DIR, 'node_modules/vitest/vitest.mjs');
  try {
    const output = await run([vitest, 'run', ...timeouts, ...words, ...files], settings);
    return { reports: await readReports(reportPath), output };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What the runner printed when it failed. */
async function run(programArguments: readonly string[], settings: Readonly<Record<string, string>>): Promise<string | undefined> {
  try {
    const env = { ...process.env, ...settings };
    await promisify(execFile)(process.execPath, programArguments, { cwd: ROOT_DIR, env, maxBuffer: OUTPUT_MAX_BYTES });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout}\n${stderr}`;
  }
}

async function readReports(file: string): Promise<readonly PropertyReport[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as PropertyReport);
}

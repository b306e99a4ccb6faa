import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Folders of the functions of the demo, beside this one. */
const FOLDERS = ['word-count', 'csv-report', 'json-api'];

/** A function of the demo: what to deploy, and what to call it with. */
export interface DemoFunction {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly runtime: string;
  readonly handler: string;
  readonly exclude: readonly string[];
  readonly event: unknown;
}

export async function readDemoFunctions(): Promise<DemoFunction[]> {
  return await Promise.all(FOLDERS.map((folder) => readDemoFunction(fileURLToPath(new URL(`../${folder}`, import.meta.url)))));
}

async function readDemoFunction(dir: string): Promise<DemoFunction> {
  const project = JSON.parse(await readFile(`${dir}/skein.json`, 'utf8')) as Omit<DemoFunction, 'dir' | 'event'>;
  return { ...project, dir, event: JSON.parse(await readFile(`${dir}/event.json`, 'utf8')) as unknown };
}

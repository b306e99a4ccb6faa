import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import type { WorkflowNotation } from '@skein/contracts';
import { parse } from 'yaml';
import { PROJECT_FILE } from './project.ts';

/** Names under which a folder holds its workflow. */
const FLOW_FILES = ['flow.yaml', 'flow.yml', 'flow.json', 'flow.asl.json'];

/** A workflow on this machine, with the functions beside it. */
export interface WorkflowSource {
  /** Its own, or that of its file or folder. */
  readonly name: string;
  readonly notation: WorkflowNotation;
  readonly definition: string;
  /** Folders of the functions that belong to it. */
  readonly functionDirs: readonly string[];
}

/** Reads a workflow from a file, or from a folder with a `flow.yaml` or `flow.json` and folders of functions. Rejects with `usage`. */
export async function readWorkflowSource(fileOrFolder: string): Promise<WorkflowSource> {
  const place = path.resolve(fileOrFolder);
  const found = await stat(place).catch(() => {
    throw new SkeinError('usage', { reason: `There is no ${place}.` });
  });
  if (!found.isDirectory()) return { ...(await readDefinition(place, nameOfFile(place))), functionDirs: [] };
  const entries = await readdir(place);
  const file = FLOW_FILES.find((name) => entries.includes(name));
  if (file === undefined) throw new SkeinError('usage', { reason: `${place} has none of ${FLOW_FILES.join(', ')}.` });
  const functionDirs = await findFunctions(place, entries);
  return { ...(await readDefinition(path.join(place, file), path.basename(place))), functionDirs };
}

async function findFunctions(place: string, entries: readonly string[]): Promise<readonly string[]> {
  const dirs = entries.toSorted().map((entry) => path.join(place, entry));
  const isFunction = await Promise.all(
    dirs.map((dir) =>
      stat(path.join(dir, PROJECT_FILE)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return dirs.filter((_dir, index) => isFunction[index]);
}

/** Whether it is one language or the other shows in its fields. What is wrong with it the server says, with every place. */
async function readDefinition(file: string, fallbackName: string): Promise<Omit<WorkflowSource, 'functionDirs'>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SkeinError('usage', { reason: `${file} could not be read: ${error instanceof Error ? error.message : String(error)}` });
  });
  const document = readDocument(text);
  const ownName = document?.['name'];
  if (document && ('StartAt' in document || 'States' in document)) {
    // The Amazon States Language is JSON; one that was written as YAML becomes it.
    return { name: fallbackName, notation: 'states', definition: isJson(text) ? text : JSON.stringify(document) };
  }
  return { name: typeof ownName === 'string' ? ownName : fallbackName, notation: 'flow', definition: text };
}

/** Undefined when the text is neither JSON nor YAML with fields. */
function readDocument(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = parse(text, { schema: 'core' });
    return typeof document === 'object' && document !== null && !Array.isArray(document) ? { ...document } : undefined;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nameOfFile(file: string): string {
  return path.basename(file).replace(/(\.asl)?\.[^.]+$/, '');
}

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SkeinError } from '@skein/contracts';
import type { QueuedEvent, Outcome } from '@skein/contracts';
import { TaskRunner } from '@skein/dispatch';
import { TaskLibraries, packTask } from '@skein/packaging';
import { systemClock } from '@skein/ports';
import type { EventQueue, ResponseSink, TaskPackager, TaskResults } from '@skein/ports';
import type { Logger } from 'pino';
import { findInterpreters } from '@skein/sandbox';
import type { Interpreter, InterpretersByFamily } from '@skein/sandbox';
import type { Settings } from './settings.ts';

const SYSTEM_PYTHON = 'python3';
const QUESTION_MAX_MS = 10_000;

/** Reads the tasks of a server's event queue. */
export function createTaskRunner(
  settings: Settings,
  stores: { readonly events: EventQueue; readonly tasks: TaskResults },
  run: (event: QueuedEvent, response: ResponseSink) => Promise<Outcome>,
  logger: Logger,
): TaskRunner {
  return new TaskRunner({
    queue: stores.events,
    results: stores.tasks,
    lane: { ...settings.scope, kind: 'task' },
    concurrency: settings.taskConcurrency,
    processors: availableParallelism(),
    run,
    clock: systemClock,
    onFailure: (error) => logger.error({ error }, 'tasks could not be read or stored'),
  });
}

/** Packs registered functions with the libraries of the data folder. */
export function createTaskPackager(settings: Settings, interpreters: InterpretersByFamily): TaskPackager {
  const usable = interpreters.python.filter(({ unusableBecause }) => unusableBecause === undefined);
  const libraries = createTaskLibraries(settings, interpreters);
  return {
    async defaultPython() {
      const version = settings.taskPython ?? (await machinePython()) ?? usable[0]?.version;
      if (version === undefined) throw notInstalled('3', usable);
      return version;
    },
    async pack(pythonVersion, pickle) {
      const python = usable.find(({ version }) => version === pythonVersion);
      if (python === undefined) throw notInstalled(pythonVersion, usable);
      return await packTask(pickle, await libraries.filesFor(python));
    },
  };
}

/** Installs dill and cloudpickle into the data folder, where they are not yet; the folder they are in. Rejects with `task_libraries_missing`. */
export async function installTaskLibraries(settings: Settings): Promise<string> {
  const interpreters = await findInterpreters({ forOtherUsers: false, isolating: false, places: settings.interpreterPlaces });
  return await createTaskLibraries(settings, interpreters).install();
}

/** Any Python of this machine may fetch them. */
function createTaskLibraries({ dataDir }: Pick<Settings, 'dataDir'>, { python }: InterpretersByFamily): TaskLibraries {
  return new TaskLibraries(path.join(dataDir, 'task-libraries'), [SYSTEM_PYTHON, ...python.map(({ executablePath }) => executablePath)]);
}

/** The version of what `python3` stands for on this machine, for whoever calls it from here. */
async function machinePython(): Promise<string | undefined> {
  const question = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const answer = await promisify(execFile)(SYSTEM_PYTHON, ['-c', question], { timeout: QUESTION_MAX_MS }).catch(() => undefined);
  return answer?.stdout.trim();
}

function notInstalled(pythonVersion: string, usable: readonly Interpreter[]): SkeinError {
  const found = usable.map(({ version }) => version).join(', ');
  const reason = `a pickle opens only in the version that made it, and sandboxes can use ${found === '' ? 'none' : found}.`;
  return new SkeinError('runtime_not_installed', { runtime: `python${pythonVersion}`, reason });
}

import { homedir, totalmem } from 'node:os';
import { isIP } from 'node:net';
import path from 'node:path';
import {
  ACCOUNT_CONCURRENCY,
  DEFAULT_SCOPE,
  EVENT_MAX_AGE_MS,
  MEMORY_MIN_MB,
  SkeinError,
  TASKS_RUNNING_MAX,
  TIMEOUT_MAX_SECONDS,
} from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import type { EventPolicy } from '@skein/dispatch';
import { DRIVER_NAMES, SIMULATED_DRIVER } from '@skein/sandbox';
import type { CpuMode, DriverName, NetworkMode, SearchPlaces } from '@skein/sandbox';
import type { HandedSocketSettings } from './handed-socket.ts';
import type { Environment, VariableName } from './variables.ts';

const BYTES_PER_MB = 1024 * 1024;
const DRIVERS: readonly DriverName[] = [...DRIVER_NAMES, SIMULATED_DRIVER];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** What the operator decided, checked and with defaults filled in. */
export interface Settings {
  readonly scope: Scope;
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  /** The socket to listen on instead, which another process has opened; undefined: there is none. */
  readonly handedSocket: HandedSocketSettings | undefined;
  readonly dataDir: string;
  readonly databasePath: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly warmPoolSize: number;
  readonly memoryBudgetMb: number;
  /** Undefined: the best one that works. */
  readonly driver: DriverName | undefined;
  readonly network: NetworkMode;
  readonly cpu: CpuMode;
  readonly allowSubstitution: boolean;
  readonly events: EventPolicy;
  /** File with the operator's own prices; undefined: the shipped ones only. */
  readonly pricesPath: string | undefined;
  /** File that names other places functions can be placed in; undefined: none but the simulated ones. */
  readonly providersPath: string | undefined;
  /** Reads a variable that the file of providers names as the place of a secret. A function, so that settings can be shown without it. */
  readonly readSecret: (variable: string) => string | undefined;
  /** Version of Python for tasks of clients that name none; undefined: that of the machine's python3. */
  readonly taskPython: string | undefined;
  readonly taskConcurrency: number;
  /** Time that running calls and events have to end when the server stops. */
  readonly drainMs: number;
  /** Where interpreters are looked for. */
  readonly interpreterPlaces: SearchPlaces;
}

/** Reads the settings from environment variables. Throws `invalid_configuration` naming the variable. */
export function readSettings(environment: Environment): Settings {
  const dataDir = readDataDir(environment);
  return {
    scope: DEFAULT_SCOPE,
    host: readHost(environment),
    port: readNumber(environment, 'PORT', 8080, 0, 65_535),
    handedSocket: readHandedSocket(environment),
    dataDir,
    databasePath: path.resolve(environment.DB_PATH || path.join(dataDir, 'skein.db')),
    logLevel: readChoice(environment, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    warmPoolSize: readNumber(environment, 'WARM_POOL_SIZE', 2, 0, 100),
    memoryBudgetMb: readNumber(environment, 'MEMORY_BUDGET_MB', defaultBudgetMb(), MEMORY_MIN_MB, 1_000_000_000),
    driver: environment.SKEIN_DRIVER === undefined ? undefined : readChoice(environment, 'SKEIN_DRIVER', DRIVERS, 'bubblewrap'),
    network: readChoice(environment, 'SKEIN_NETWORK', ['none', 'host'], 'none'),
    cpu: readChoice(environment, 'SKEIN_CPU', ['one-core', 'proportional'], 'one-core'),
    allowSubstitution: readChoice(environment, 'SKEIN_RUNTIME_SUBSTITUTION', ['on', 'off'], 'on') === 'on',
    events: readEventPolicy(environment),
    pricesPath: readPath(environment.SKEIN_PRICES),
    providersPath: readPath(environment.SKEIN_PROVIDERS),
    readSecret: (variable) => (environment as Readonly<Record<string, string | undefined>>)[variable],
    taskPython: readTaskPython(environment),
    taskConcurrency: readNumber(environment, 'TASK_CONCURRENCY', TASKS_RUNNING_MAX, 1, ACCOUNT_CONCURRENCY),
    drainMs: readNumber(environment, 'DRAIN_SECONDS', 30, 0, TIMEOUT_MAX_SECONDS) * 1_000,
    interpreterPlaces: readPlaces(environment),
  };
}

function readPath(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : path.resolve(text);
}

function readHost({ SKEIN_HOST: host }: Environment): string {
  if (host === undefined || host === '') return '127.0.0.1';
  if (host === 'localhost' || isIP(host) !== 0) return host;
  throw new SkeinError('invalid_configuration', { setting: 'SKEIN_HOST', reason: `${host} is no IP address.` });
}

/** Taken as it is: commands that listen nowhere have no use for it, and must not fail over it. */
function readHandedSocket(environment: Environment): HandedSocketSettings | undefined {
  const { LISTEN_FDS: count, LISTEN_PID: pid, LISTEN_FDNAMES: names, SKEIN_HOST: host, PORT: port } = environment;
  if (count === undefined || count === '') return undefined;
  return { count, pid, names, host: host || undefined, port: port ? Number(port) : undefined };
}

function readDataDir(environment: Environment): string {
  // An empty path is none: it would stand for whatever folder the server is started in.
  if (environment.SKEIN_DATA) return path.resolve(environment.SKEIN_DATA);
  if (environment.DB_PATH) return path.dirname(path.resolve(environment.DB_PATH));
  const home = environment.HOME || homedir();
  return path.join(environment.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'skein');
}

const EVENT_RETRY_WAITS = /^(\d{1,6}(,\d{1,6}){0,9})?$/;
const EVENT_MAX_AGE_SECONDS = EVENT_MAX_AGE_MS / 1_000;

function readEventPolicy(environment: Environment): EventPolicy {
  const waits = environment.EVENT_RETRY_SECONDS ?? '60,120';
  if (!EVENT_RETRY_WAITS.test(waits)) {
    const reason = `${waits} is not a list of at most ten whole numbers of seconds, such as 60,120.`;
    throw new SkeinError('invalid_configuration', { setting: 'EVENT_RETRY_SECONDS', reason });
  }
  const retryDelaysMs = waits === '' ? [] : waits.split(',').map((seconds) => Number(seconds) * 1_000);
  const maxAgeSeconds = readNumber(environment, 'EVENT_MAX_AGE_SECONDS', EVENT_MAX_AGE_SECONDS, 60, EVENT_MAX_AGE_SECONDS);
  return { retryDelaysMs, maxAgeMs: maxAgeSeconds * 1_000 };
}

const PYTHON_VERSION = /^(?:python)?(3\.\d{1,2})$/;

function readTaskPython({ TASK_PYTHON: text }: Environment): string | undefined {
  if (text === undefined || text === '') return undefined;
  const version = PYTHON_VERSION.exec(text)?.[1];
  if (version !== undefined) return version;
  throw new SkeinError('invalid_configuration', { setting: 'TASK_PYTHON', reason: `${text} is not a version of Python 3, such as 3.11.` });
}

function readPlaces(environment: Environment): SearchPlaces {
  const pathFolders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return { pathFolders, homeDir: environment.HOME ?? homedir(), extraPrograms: { python: [], node: [process.execPath] } };
}

function defaultBudgetMb(): number {
  return Math.floor(totalmem() / BYTES_PER_MB / 2);
}

function readNumber(environment: Environment, name: VariableName, fallback: number, min: number, max: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new SkeinError('invalid_configuration', { setting: name, reason: `${text} is not a whole number from ${min} to ${max}.` });
}

function readChoice<T extends string>(environment: Environment, name: VariableName, choices: readonly T[], fallback: T): T {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const choice = choices.find((candidate) => candidate === text.toLowerCase());
  if (choice !== undefined) return choice;
  throw new SkeinError('invalid_configuration', { setting: name, reason: `${text} is not one of ${choices.join(', ')}.` });
}

/** Every environment variable Skein reads, with its meaning: docs/reference/config.md is made from this table. */
export interface Variable {
  readonly name: string;
  /** As shown to people; what is really used is worked out in settings.ts. */
  readonly defaultText: string;
  readonly meaning: string;
}

export const VARIABLES = [
  {
    name: 'SKEIN_HOST',
    defaultText: '127.0.0.1',
    meaning: 'IP address to listen on. Any but a loopback address needs keys; without one the server does not start.',
  },
  { name: 'PORT', defaultText: '8080', meaning: 'Port to listen on; 0 takes a free one.' },
  {
    name: 'SKEIN_DATA',
    defaultText: '~/.local/share/skein',
    meaning: 'Folder of everything Skein keeps: the database, packages, unpacked code, disks of running sandboxes.',
  },
  {
    name: 'DB_PATH',
    defaultText: 'skein.db in the data folder',
    meaning: 'File of the registry. Without SKEIN_DATA, its folder is the data folder.',
  },
  { name: 'LOG_LEVEL', defaultText: 'info', meaning: 'trace, debug, info, warn, error or silent.' },
  { name: 'WARM_POOL_SIZE', defaultText: '2', meaning: 'Code-less sandboxes kept ready for each interpreter in use, 0 to 100.' },
  {
    name: 'MEMORY_BUDGET_MB',
    defaultText: 'half of the memory',
    meaning: 'Memory that the functions of all sandboxes together may be promised, in MB.',
  },
  {
    name: 'SKEIN_DRIVER',
    defaultText: 'bubblewrap when it works, else process',
    meaning: 'How sandboxes are made. `process` isolates nothing and is for development; `simulated` runs no code at all and only answers.',
  },
  { name: 'SKEIN_NETWORK', defaultText: 'none', meaning: 'What functions can reach: `none`, or `host` for the network of this machine.' },
  {
    name: 'SKEIN_CPU',
    defaultText: 'one-core',
    meaning: 'Processor of a sandbox: `one-core`, or `proportional` to its memory as on Lambda.',
  },
  {
    name: 'SKEIN_RUNTIME_SUBSTITUTION',
    defaultText: 'on',
    meaning: 'Whether a Python or Node.js version that is not installed runs on the nearest one: `on` or `off`.',
  },
  {
    name: 'EVENT_RETRY_SECONDS',
    defaultText: '60,120',
    meaning: "Waits before an event is run again after its function's own error, one for each retry; empty for none.",
  },
  { name: 'EVENT_MAX_AGE_SECONDS', defaultText: '21600', meaning: 'Age at which an event that could not be run expires, 60 to 21600.' },
  {
    name: 'SKEIN_PROVIDERS',
    defaultText: 'none',
    meaning: 'A file that names other places functions can be placed in, such as another Skein or AWS.',
  },
  {
    name: 'SKEIN_PRICES',
    defaultText: 'none',
    meaning: "A price book of the operator's own, whose plans replace or join the shipped ones.",
  },
  {
    name: 'TASK_PYTHON',
    defaultText: "the machine's python3",
    meaning: 'Version of Python, such as 3.11, for tasks of clients that do not name theirs.',
  },
  { name: 'TASK_CONCURRENCY', defaultText: '32', meaning: 'Tasks that run at the same time, 1 to 1000.' },
  {
    name: 'DRAIN_SECONDS',
    defaultText: '30',
    meaning: 'Time that running calls and events have to end when the server stops, 0 to 900; calls that take longer are refused.',
  },
  {
    name: 'LISTEN_FDS',
    defaultText: 'none',
    meaning: 'Set to 1 by a service manager that hands over an open socket as descriptor 3: it is served instead of SKEIN_HOST and PORT.',
  },
  { name: 'LISTEN_PID', defaultText: 'none', meaning: 'Set with LISTEN_FDS: the process that the socket is for.' },
  { name: 'LISTEN_FDNAMES', defaultText: 'none', meaning: 'Set with LISTEN_FDS: what the service manager calls the socket.' },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];
export type Environment = Readonly<Partial<Record<VariableName | 'HOME' | 'PATH' | 'XDG_DATA_HOME', string | undefined>>>;

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LauncherMessage } from './launcher-messages.ts';

const LAUNCHER_FILE = fileURLToPath(new URL('launcher.py', import.meta.url));

export interface LauncherProcessEvents {
  onMessage(message: LauncherMessage): void;
  onComplaint(text: string): void;
  /** Called once, when the process is gone or could not be started. */
  onGone(reason: string): void;
}

/** A running launcher, as a pipe of messages. */
export interface LauncherProcess {
  send(message: object): void;
  /** Tells the launcher to kill every sandbox, give everything back and exit. */
  end(): void;
}

/** Starts a launcher for the given run folder. Never throws; a failed start is reported through `onGone`. */
export function startLauncherProcess(pythonPath: string, runDir: string, events: LauncherProcessEvents): LauncherProcess {
  // An empty environment: nothing of the server's own may reach a sandbox.
  const child = spawn(pythonPath, ['-I', '-S', '-B', LAUNCHER_FILE, runDir], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  let gone = false;
  let lastComplaint: string | undefined;
  const leave = (reason: string): void => {
    if (gone) return;
    gone = true;
    events.onGone(reason);
  };
  child.on('error', (error) => leave(error.message));
  child.on('close', (code, signal) => {
    const lastWords = lastComplaint === undefined ? '' : `: ${lastComplaint}`;
    leave(`the launcher ended with ${signal ?? `status ${code}`}${lastWords}`);
  });
  // Writing to a launcher that has just died fails; that it is gone is reported by `close`.
  child.stdin.on('error', () => undefined);
  onLines(child.stdout, (line) => events.onMessage(JSON.parse(line) as LauncherMessage));
  onLines(child.stderr, (line) => {
    lastComplaint = line;
    events.onComplaint(line);
  });
  return {
    send: (message) => child.stdin.write(`${JSON.stringify(message)}\n`),
    end: () => child.stdin.end(),
  };
}

function onLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

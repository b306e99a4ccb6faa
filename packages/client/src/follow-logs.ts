import { setTimeout as pause } from 'node:timers/promises';
import { LOG_INVOCATIONS_MAX, toSkeinError } from '@skein/contracts';
import type { SkeinError } from '@skein/contracts';
import type { Connection } from './connection.ts';
import { readLogStream } from './log-stream.ts';
import type { LogNews } from './log-stream.ts';

/** Pause before a server is asked again that does not answer, in ms. */
const COME_BACK_MS = 500;
/** How long a server may be gone before its followers give up, in ms: longer than a restart takes. */
const GONE_MAX_MS = 60_000;

export interface FollowOptions {
  /** Invocations of the past to begin with. */
  readonly limit: number;
  /** Whether to stay for later ones. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Told when a server is gone that is waited for. */
  readonly onLost?: () => void;
}

/**
 * The invocations of a function that have ended, and those to come until the signal. A server that ends or restarts meanwhile is
 * waited for, and tells what was missed. Throws `refused`, and `unreachable` at once when it is not there at first, later when it stays away.
 */
export async function* followLogs(
  connection: Connection,
  functionName: string,
  { limit, follow, signal, onLost }: FollowOptions,
): AsyncGenerator<LogNews> {
  const told = new LastIds();
  let lastEventId: string | undefined;
  let wasOpen = false;
  let goneSinceMs: number | undefined;
  const onOpen = (): void => {
    wasOpen = true;
    goneSinceMs = undefined;
  };
  while (!signal.aborted) {
    let failure: SkeinError | undefined;
    try {
      for await (const { id, news } of readLogStream(connection, functionName, { limit, follow, lastEventId, signal, onOpen })) {
        lastEventId = id ?? lastEventId;
        if (id === undefined || told.add(id)) yield news;
      }
    } catch (error) {
      failure = toSkeinError(error);
    }
    if (signal.aborted || (failure === undefined && !follow)) return;
    const goneMs = goneSinceMs === undefined ? 0 : Date.now() - goneSinceMs;
    if (failure !== undefined && !(follow && wasOpen && mayComeBack(failure) && goneMs <= GONE_MAX_MS)) throw failure;
    if (goneSinceMs === undefined) onLost?.();
    goneSinceMs ??= Date.now();
    await pause(COME_BACK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A server that does not answer or is about to stop; not one that says no. */
function mayComeBack({ code, details }: SkeinError): boolean {
  return code === 'unreachable' || (code === 'refused' && Number(details['status']) >= 500);
}

/** What was told last: a server that was killed has forgotten the end of it, and tells from the beginning what it knows. */
class LastIds {
  readonly #ids = new Set<string>();

  /** False when it is there already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > LOG_INVOCATIONS_MAX && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}

import { SkeinError } from '@skein/contracts';
import type { Connection } from './connection.ts';
import type { InvocationShown } from './invocations.ts';

/** One thing a stream of logs tells: an invocation that has ended, or how many were left out because the reader was too slow. */
export type LogNews = { readonly invocation: InvocationShown } | { readonly droppedCount: number };

/** Something told, with its id in the stream, after which a reader can go on that comes back. */
export interface LogBlock {
  readonly id: string | undefined;
  readonly news: LogNews;
}

export interface LogStreamOptions {
  /** Invocations of the past to begin with. */
  readonly limit: number;
  /** Whether to stay for later ones. */
  readonly follow: boolean;
  /** Of the last thing that is known: the past begins after it. */
  readonly lastEventId?: string | undefined;
  readonly signal: AbortSignal;
  /** Told when the server has begun to answer. */
  readonly onOpen: () => void;
}

/** What one connection tells until the server or the signal ends it. Server-sent events ("HTML", section 9.2). Throws `unreachable`, `refused`. */
export async function* readLogStream(
  connection: Connection,
  functionName: string,
  { limit, follow, lastEventId, signal, onOpen }: LogStreamOptions,
): AsyncGenerator<LogBlock> {
  const path = `/v1/functions/${encodeURIComponent(functionName)}/logs?follow=${follow}&limit=${limit}`;
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  try {
    const stream = await connection.stream(path, { signal, headers });
    onOpen();
    for await (const text of blocksOf(stream)) {
      const block = readBlock(text);
      if (block !== undefined) yield block;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof SkeinError) throw error;
    throw new SkeinError('unreachable', { endpoint: connection.endpoint, reason: 'the stream was cut off' }, { cause: error });
  }
}

async function* blocksOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

/** Undefined for what is only a sign of life. */
function readBlock(text: string): LogBlock | undefined {
  const fields = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(': ') + 2)]));
  const [id, data] = [fields.get('id'), fields.get('data')];
  if (data === undefined) return undefined;
  if (fields.get('event') === 'dropped') return { id, news: { droppedCount: Number(JSON.parse(data)) } };
  return fields.get('event') === 'invocation' ? { id, news: { invocation: JSON.parse(data) as InvocationShown } } : undefined;
}

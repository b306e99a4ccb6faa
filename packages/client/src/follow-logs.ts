import { SkeinError } from '@skein/contracts';
import type { Connection } from './connection.ts';
import type { InvocationShown } from './invocations.ts';

/** One thing a stream of logs tells: an invocation that has ended, or how many were left out because the reader was too slow. */
export type LogNews = { readonly invocation: InvocationShown } | { readonly droppedCount: number };

export interface FollowOptions {
  /** Invocations of the past to begin with. */
  readonly limit: number;
  /** Whether to stay for later ones. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** The invocations of a function that have ended, and those to come until the signal or the server ends it. Server-sent events ("HTML", section 9.2). */
export async function* followLogs(
  connection: Connection,
  functionName: string,
  { limit, follow, signal }: FollowOptions,
): AsyncGenerator<LogNews> {
  const path = `/v1/functions/${encodeURIComponent(functionName)}/logs?follow=${follow}&limit=${limit}`;
  try {
    for await (const block of blocksOf(await connection.stream(path, signal))) {
      const news = readBlock(block);
      if (news !== undefined) yield news;
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
function readBlock(block: string): LogNews | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(': ') + 2)]));
  const data = fields.get('data');
  if (data === undefined) return undefined;
  if (fields.get('event') === 'dropped') return { droppedCount: Number(JSON.parse(data)) };
  return fields.get('event') === 'invocation' ? { invocation: JSON.parse(data) as InvocationShown } : undefined;
}

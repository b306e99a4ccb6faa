import type { InvocationRecord, Usage } from './invocation.ts';

/** What the text of an invocation's log is made from. */
export type LogSource = Pick<InvocationRecord, 'id' | 'version' | 'log' | 'logDroppedBytes' | 'notices' | 'usage'>;

/**
 * The log of one invocation as Lambda writes it: START, what the function printed, END and REPORT.
 * Every figure in the REPORT line was measured.
 */
export function renderLog(source: LogSource): string {
  const { id, log, usage } = source;
  const parts = [`START RequestId: ${id} Version: ${source.version}\n`, endLine(log)];
  if (source.logDroppedBytes > 0) parts.push(`SKEIN\t${source.logDroppedBytes} more bytes of output were dropped.\n`);
  for (const notice of source.notices) parts.push(`SKEIN\t${notice}\n`);
  parts.push(`END RequestId: ${id}\n`);
  if (usage !== undefined) parts.push(renderReport(id, usage));
  return parts.join('');
}

/** The REPORT line of an invocation, with tabs and a line end as Lambda writes them. */
export function renderReport(id: string, usage: Usage): string {
  const fields = [
    `REPORT RequestId: ${id}`,
    `Duration: ${usage.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${usage.billedMs} ms`,
    `Memory Size: ${usage.memoryMb} MB`,
    `Max Memory Used: ${usage.maxMemoryMb} MB`,
  ];
  if (usage.initMs !== undefined) fields.push(`Init Duration: ${usage.initMs.toFixed(2)} ms`);
  return `${fields.join('\t')}\t\n`;
}

/** The last bytes of a text. A character that would be cut in two is left out. */
export function tailOf(text: string, limitBytes: number): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= limitBytes) return bytes;
  let start = bytes.length - limitBytes;
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

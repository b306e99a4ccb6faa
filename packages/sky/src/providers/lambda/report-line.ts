import { z } from 'zod';

/** What the platform wrote about one invocation, as in Lambda's logs. Times in ms, memory in MB. */
export interface LambdaReport {
  readonly durationMs: number;
  readonly billedMs: number;
  /** 0 when the call was warm. */
  readonly initMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  /** The line, or the JSON record, as it came. */
  readonly raw: string;
}

/**
 * Each figure stands behind a tab, so that `Duration` is never read out of `Billed Duration` or `Init Duration`. A function can print what
 * looks like a report; only a line that begins with REPORT and names the call's own id counts.
 */
const TEXT_FIELDS = {
  durationMs: /\tDuration: (\d+(?:\.\d+)?) ms(?:\t|$)/,
  billedMs: /\tBilled Duration: (\d+(?:\.\d+)?) ms(?:\t|$)/,
  memoryMb: /\tMemory Size: (\d+) MB(?:\t|$)/,
  maxMemoryMb: /\tMax Memory Used: (\d+) MB(?:\t|$)/,
} as const;
const INIT = /\tInit Duration: (\d+(?:\.\d+)?) ms(?:\t|$)/;
/** With SnapStart, a restore takes the place of the init. */
const RESTORE = /\tRestore Duration: (\d+(?:\.\d+)?) ms(?:\t|$)/;

const jsonReport = z.object({
  type: z.literal('platform.report'),
  record: z.object({
    requestId: z.string(),
    metrics: z.object({
      durationMs: z.number(),
      billedDurationMs: z.number(),
      memorySizeMB: z.number(),
      maxMemoryUsedMB: z.number(),
      initDurationMs: z.number().optional(),
      restoreDurationMs: z.number().optional(),
    }),
  }),
});

/**
 * The report of one request in a log text, in Lambda's text or JSON format. The last one counts: what the platform writes comes after all
 * that the function wrote. Undefined when there is none, when it is of another request, or when it is cut off.
 */
export function findReport(log: string, requestId: string): LambdaReport | undefined {
  const lines = log.split('\n').toReversed();
  for (const line of lines) {
    const report = line.startsWith('{') ? readJson(line, requestId) : readText(line, requestId);
    if (report !== undefined) return report;
  }
  return undefined;
}

function readText(line: string, requestId: string): LambdaReport | undefined {
  const start = `REPORT RequestId: ${requestId}\t`;
  if (!line.startsWith(start)) return undefined;
  const rest = line.slice(start.length - 1);
  const found = Object.entries(TEXT_FIELDS).map(([name, pattern]) => [name, Number(pattern.exec(rest)?.[1] ?? NaN)] as const);
  if (found.some(([, value]) => Number.isNaN(value))) return undefined;
  const figures = Object.fromEntries(found) as Record<keyof typeof TEXT_FIELDS, number>;
  const initMs = Number(INIT.exec(rest)?.[1] ?? RESTORE.exec(rest)?.[1] ?? 0);
  return { ...figures, initMs, raw: line };
}

function readJson(line: string, requestId: string): LambdaReport | undefined {
  const parsed = jsonReport.safeParse(parse(line));
  if (!parsed.success || parsed.data.record.requestId !== requestId) return undefined;
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, restoreDurationMs } = parsed.data.record.metrics;
  return {
    durationMs,
    billedMs: billedDurationMs,
    initMs: initDurationMs ?? restoreDurationMs ?? 0,
    memoryMb: memorySizeMB,
    maxMemoryMb: maxMemoryUsedMB,
    raw: line,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { DURATION_BOUNDS_MS } from '@skein/ports';
import type { InvocationTally, Telemetry } from '@skein/ports';

const LABELS = ['function'] as const;
const BOUNDS_SECONDS = DURATION_BOUNDS_MS.map((boundMs) => boundMs / 1_000);

type Tallies = Telemetry['invocations'];

/** Adds what is counted of invocations to a registry. */
export function registerInvocationMetrics(registry: Registry, invocations: Tallies): void {
  const counted: Counter<'function' | 'outcome'> = new Counter({
    name: 'skein_invocations_total',
    help: 'Finished invocations by outcome: success, or why there was no result',
    labelNames: ['function', 'outcome'],
    registers: [registry],
    collect() {
      counted.reset();
      for (const { functionName, byOutcome } of invocations())
        for (const [outcome, count] of byOutcome) counted.inc({ function: functionName, outcome }, count);
    },
  });
  addSum(registry, 'skein_cold_starts_total', 'Invocations that had to start a sandbox', invocations, (tally) => tally.coldStarts);
  addSum(registry, 'skein_billed_seconds_total', 'Billed time', invocations, (tally) => tally.billedMsSum / 1_000);
  registry.registerMetric(new DurationHistogram(invocations));
}

function addSum(registry: Registry, name: string, help: string, invocations: Tallies, read: (tally: InvocationTally) => number): void {
  const counter: Counter<'function'> = new Counter({
    name,
    help,
    labelNames: LABELS,
    registers: [registry],
    collect() {
      counter.reset();
      for (const tally of invocations()) counter.inc({ function: tally.functionName }, read(tally));
    },
  });
}

type Shown = Awaited<ReturnType<Gauge<'function'>['get']>>;

/** A line of the text, with a name and labels beside the metric's own. */
interface Line {
  readonly metricName: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
}

/**
 * A histogram that is read from counts kept elsewhere: observing every call one by one would cost each of them a microsecond. It is a
 * gauge to the library, whose own histograms cannot be given their counts.
 */
class DurationHistogram extends Gauge<'function'> {
  readonly #invocations: Tallies;

  constructor(invocations: Tallies) {
    super({ name: 'skein_invocation_duration_seconds', help: 'Time that handlers ran', labelNames: LABELS, registers: [] });
    this.#invocations = invocations;
  }

  override async get(): Promise<Shown> {
    const shown = await super.get();
    const values = [...this.#invocations()].flatMap((tally) => linesOf(shown.name, tally));
    // To its types a gauge is a gauge; the text is made from what is here.
    return { ...shown, type: 'histogram', values } as unknown as Shown;
  }
}

/** The lines of one function. */
function linesOf(name: string, { functionName, byDuration, durationMsSum }: InvocationTally): readonly Line[] {
  let count = 0;
  const buckets = byDuration.map((inRange, index) => {
    count += inRange;
    // The text format's label of a bucket, which is none of the metric's own.
    const labels = { function: functionName, le: BOUNDS_SECONDS[index] ?? '+Inf' };
    return { metricName: `${name}_bucket`, value: count, labels };
  });
  const labels = { function: functionName };
  return [
    ...buckets,
    { metricName: `${name}_sum`, value: durationMsSum / 1_000, labels },
    { metricName: `${name}_count`, value: count, labels },
  ];
}

/** A function of the demo: what to deploy, and what to call it with. */
export interface DemoFunction {
  readonly folder: string;
  readonly runtime: string;
  readonly handler: string;
  readonly event: unknown;
}

export const DEMO_FUNCTIONS: readonly DemoFunction[] = [
  { folder: 'word-count', runtime: 'python3.12', handler: 'app.handler', event: { top: 3 } },
  {
    folder: 'csv-report',
    runtime: 'python3.12',
    handler: 'app.handler',
    event: { csv: 'city,amount\nOslo,3\nRome,4\nOslo,5\n', group: 'city', sum: 'amount' },
  },
  { folder: 'json-api', runtime: 'nodejs22.x', handler: 'index.handler', event: { method: 'GET', path: '/squares/7' } },
];

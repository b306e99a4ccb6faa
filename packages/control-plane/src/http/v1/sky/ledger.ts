import { V1_ROUTES, requireAccess, requireAll } from '@skein/contracts';
import type { LedgerBill, LedgerEntry } from '@skein/contracts';
import { formatDollars } from '@skein/sky';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Bills are shown to a trillionth of a dollar; they are kept exactly. */
const DECIMALS = 12;

/** Calls of placed functions with their bills. Without a function's name it is about all of them. */
export const getLedgerRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getLedger, async ({ query, request }) => {
    const { function: functionName, limit } = query;
    if (functionName === undefined) requireAll(request.principal, 'getLedger');
    else requireAccess(request.principal, functionName);
    const { entries, totals } = await context.sky.ledger({ limit, ...(functionName !== undefined && { functionName }) });
    return {
      entries: entries.map(renderEntry),
      totals: totals.map((total) => ({ ...total, marginalDollars: total.marginalDollars ?? null })),
    };
  });
};

function renderEntry({
  invocationId,
  functionName,
  provider,
  sentAtMs,
  payloadBytes,
  reason,
  status,
  error,
  requestId,
  bill,
}: LedgerEntry) {
  return {
    invocationId,
    functionName,
    provider,
    sentAtMs,
    payloadBytes,
    reason,
    status,
    error: error ?? null,
    requestId: requestId ?? null,
    bill: bill === undefined ? null : renderBill(bill),
  };
}

function renderBill({ cost, ...bill }: LedgerBill) {
  return { ...bill, dollars: formatDollars(BigInt(cost), DECIMALS) };
}

import type { LedgerEntry, StoredPlacement } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { SkyLedgerRow, SkyPlacementRow } from '../database/tables.ts';

export function toPlacementRow({ placement, policyState }: StoredPlacement): SkyPlacementRow {
  const { account, region, functionName } = placement;
  return { account, region, function_name: functionName, placement: JSON.stringify(placement), policy_state: JSON.stringify(policyState) };
}

export function toStoredPlacement({ placement, policy_state: policyState }: SkyPlacementRow): StoredPlacement {
  return { placement: parseStored(placement), policyState: parseStored(policyState) };
}

export function toLedgerRow(entry: LedgerEntry): SkyLedgerRow {
  const { id, account, region, functionName, invocationId, sentAtMs, status, bill } = entry;
  const unsettled = status === 'open' || bill?.pending === true ? 1 : 0;
  return {
    id,
    account,
    region,
    function_name: functionName,
    invocation_id: invocationId,
    sent_at_ms: sentAtMs,
    unsettled,
    entry: JSON.stringify(entry),
  };
}

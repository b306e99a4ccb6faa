import type { EventInvokeConfig } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { EventInvokeConfigRow } from '../database/tables.ts';

type Settings = Pick<EventInvokeConfig, 'maxRetries' | 'maxAgeSeconds' | 'onSuccess' | 'onFailure'>;

export function toEventInvokeConfigRow(config: EventInvokeConfig): EventInvokeConfigRow {
  const { account, region, functionName, qualifier, modifiedAtMs, ...settings } = config;
  return { account, region, function_name: functionName, qualifier, settings: JSON.stringify(settings), modified_at_ms: modifiedAtMs };
}

export function fromEventInvokeConfigRow(row: EventInvokeConfigRow): EventInvokeConfig {
  return {
    account: row.account,
    region: row.region,
    functionName: row.function_name,
    qualifier: row.qualifier,
    ...parseStored<Settings>(row.settings),
    modifiedAtMs: row.modified_at_ms,
  };
}

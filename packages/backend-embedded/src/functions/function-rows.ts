import type { FunctionRecord, FunctionSettings, Revision } from '@skein/contracts';
import type { RevisionStateChange } from '@skein/ports';
import { parseStored } from '../database/parse-stored.ts';
import type { FunctionRow, RevisionRow } from '../database/tables.ts';

/** Between the words of the contracts and the rows of the tables. */

export function toFunctionRow({ account, region, name, tags, createdAtMs }: FunctionRecord): FunctionRow {
  return { account, region, name, tags: JSON.stringify(tags), created_at_ms: createdAtMs };
}

export function fromFunctionRow(row: FunctionRow): FunctionRecord {
  const tags = parseStored<FunctionRecord['tags']>(row.tags);
  return { account: row.account, region: row.region, name: row.name, tags, createdAtMs: row.created_at_ms };
}

export function toRevisionRow(revision: Revision): RevisionRow {
  return {
    id: revision.id,
    account: revision.account,
    region: revision.region,
    function_name: revision.functionName,
    number: revision.number,
    settings: JSON.stringify(revision.settings),
    package_digest: revision.package.digest,
    package_size_bytes: revision.package.sizeBytes,
    ...toStateColumns(revision),
    created_at_ms: revision.createdAtMs,
  };
}

/** The columns that say where a revision is in its life. What the change does not name is cleared. */
export function toStateColumns(change: RevisionStateChange): Pick<RevisionRow, 'state' | 'state_reason' | 'last_update_status'> {
  return { state: change.state, state_reason: change.stateReason ?? null, last_update_status: change.lastUpdateStatus ?? null };
}

export function fromRevisionRow(row: RevisionRow): Revision {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    functionName: row.function_name,
    number: row.number,
    settings: readSettings(row.settings),
    package: { digest: row.package_digest, sizeBytes: row.package_size_bytes },
    createdAtMs: row.created_at_ms,
    state: row.state,
    ...(row.state_reason === null ? {} : { stateReason: row.state_reason }),
    ...(row.last_update_status === null ? {} : { lastUpdateStatus: row.last_update_status }),
  };
}

/** JSON has no `undefined`: an environment that was not set is missing in the text. */
function readSettings(text: string): FunctionSettings {
  const settings = parseStored<FunctionSettings>(text);
  return { ...settings, environment: settings.environment };
}

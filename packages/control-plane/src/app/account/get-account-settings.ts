import { ACCOUNT_CODE_MAX_BYTES, ACCOUNT_CONCURRENCY, UNZIPPED_MAX_BYTES, ZIP_MAX_BYTES } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { CodeUsage } from '@skein/ports';
import type { AppContext } from '../context.ts';

export interface AccountSettings {
  readonly usage: CodeUsage;
  readonly codeMaxBytes: number;
  readonly zipMaxBytes: number;
  readonly unzippedMaxBytes: number;
  readonly concurrency: number;
}

/** What the account may use, and what it does use. */
export async function getAccountSettings(context: AppContext, _principal: Principal): Promise<AccountSettings> {
  return {
    usage: await context.functions.codeUsage(context.scope),
    codeMaxBytes: ACCOUNT_CODE_MAX_BYTES,
    zipMaxBytes: ZIP_MAX_BYTES,
    unzippedMaxBytes: UNZIPPED_MAX_BYTES,
    concurrency: ACCOUNT_CONCURRENCY,
  };
}

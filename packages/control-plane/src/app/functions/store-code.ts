import { ACCOUNT_CODE_MAX_BYTES, SkeinError } from '@skein/contracts';
import type { PackageReference } from '@skein/contracts';
import { inspectZip } from '@skein/packaging';
import type { AppContext } from '../context.ts';

/** Checks a zip of code and keeps it. Rejects with `invalid_package`, `package_too_large`, `storage_limit`, `storage_failed`. */
export async function storeCode(context: AppContext, zip: Buffer): Promise<PackageReference> {
  await inspectZip(zip);
  const { codeSizeBytes } = await context.functions.codeUsage(context.scope);
  if (codeSizeBytes + zip.length > ACCOUNT_CODE_MAX_BYTES) {
    throw new SkeinError('storage_limit', { limitBytes: ACCOUNT_CODE_MAX_BYTES });
  }
  return await context.packages.put(zip);
}

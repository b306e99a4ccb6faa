import { SkeinError, UNZIPPED_MAX_BYTES, ZIP_MAX_BYTES, ZIP_MAX_ENTRIES } from '@skein/contracts';

const QUOTED_NAME_MAX_LENGTH = 120;

/** The error for a zip that cannot be used. The reason is a clause that names the entry at fault. */
export function invalidPackage(reason: string, cause?: unknown): SkeinError {
  return new SkeinError('invalid_package', { reason }, cause === undefined ? undefined : { cause });
}

/** The error for a zip that holds, or would unpack to, more files and folders than a function may have. */
export function tooManyEntries(): SkeinError {
  return invalidPackage(`it holds more than ${ZIP_MAX_ENTRIES} files and folders`);
}

/** The error for a zip that is larger than a request may carry. */
export function zipTooLarge(sizeBytes: number): SkeinError {
  return new SkeinError('package_too_large', { sizeBytes, limitBytes: ZIP_MAX_BYTES, what: 'zipped' });
}

/** The error for code that is larger than a function may have. */
export function codeTooLarge(sizeBytes: number): SkeinError {
  return new SkeinError('package_too_large', { sizeBytes, limitBytes: UNZIPPED_MAX_BYTES, what: 'unzipped' });
}

/** A name from inside a zip, made safe to show: escaped, and cut because a name may be 64 KB long. */
export function quoteName(name: string): string {
  const shown = name.length > QUOTED_NAME_MAX_LENGTH ? `${name.slice(0, QUOTED_NAME_MAX_LENGTH)}...` : name;
  return JSON.stringify(shown);
}

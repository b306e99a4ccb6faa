import { SkeinError, ZIP_MAX_BYTES } from '@skein/contracts';

/** The ways in which a request may hand over code. */
export interface CodeSource {
  readonly ZipFile?: string | undefined;
  readonly S3Bucket?: string | undefined;
  readonly ImageUri?: string | undefined;
}

/** The zip of a request. Throws `invalid_value` when there is none, `not_implemented` for other sources, `package_too_large`. */
export function readZip(source: CodeSource): Buffer {
  if (source.S3Bucket !== undefined) throw new SkeinError('not_implemented', { operation: 'code from S3 (send it as ZipFile)' });
  if (source.ImageUri !== undefined) throw new SkeinError('not_implemented', { operation: 'container images (send a zip as ZipFile)' });
  if (source.ZipFile === undefined) throw new SkeinError('invalid_value', { text: 'Please provide a source for function code.' });
  const zip = Buffer.from(source.ZipFile, 'base64');
  if (zip.length > ZIP_MAX_BYTES) {
    throw new SkeinError('package_too_large', { sizeBytes: zip.length, limitBytes: ZIP_MAX_BYTES, what: 'zipped' });
  }
  return zip;
}

/** Throws `not_implemented` when a published version is asked for. */
export function refusePublish(publish: boolean | undefined): void {
  if (publish === true) throw new SkeinError('not_implemented', { operation: 'published versions' });
}

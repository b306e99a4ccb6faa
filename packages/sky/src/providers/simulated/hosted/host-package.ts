import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import { addAdapter, addFiles, wrapForAzure, wrapForGoogle } from '@skein/packaging';
import type { PackageToWrap } from '@skein/packaging';
import type { FunctionToDeploy } from '../../provider.ts';

/** A package that runs in a sandbox of this machine as it would run in a cloud. */
export interface HostedPackage {
  readonly zip: Buffer;
  readonly handler: string;
}

/** For each cloud, what makes a package fit for it, and the folder of the programs that do there what its platform does. */
const PLATFORMS: Readonly<Record<string, { readonly folder: string; readonly wrap: (toWrap: PackageToWrap) => Promise<Buffer> }>> = {
  'simulated-aws': { folder: 'aws', wrap: addAdapter },
  'simulated-gcp': { folder: 'google', wrap: wrapForGoogle },
  'simulated-azure': { folder: 'azure', wrap: wrapForAzure },
};
const FILES = new URL('../../../../platform-files/', import.meta.url);
/** Names as each language wants them. */
const PROGRAMS = {
  python: { handler: 'skein_platform.handler', platform: 'skein_platform.py', request: 'skein_platform_request.py' },
  nodejs: { handler: 'skein-platform.handler', platform: 'skein-platform.cjs', request: 'skein-platform-request.cjs' },
} as const;

/**
 * Wraps a function for a cloud as one would to send it there, and adds what stands in for the cloud's platform. Throws `provider_refused` for a
 * cloud that is none of them, and what wrapping throws.
 */
export async function hostPackage(cloudId: string, toDeploy: FunctionToDeploy): Promise<HostedPackage> {
  const platform = PLATFORMS[cloudId];
  if (platform === undefined) throw new SkeinError('provider_refused', { provider: cloudId, reason: 'it has no platform that runs code.' });
  const { name: functionName, ...rest } = toDeploy;
  const wrapped = await platform.wrap({ functionName, ...rest });
  const { handler, platform: program, request } = PROGRAMS[toDeploy.runtime.startsWith('python') ? 'python' : 'nodejs'];
  const files = { [program]: await read(`${platform.folder}/${program}`), [request]: await read(request) };
  return { zip: await addFiles(wrapped, files), handler };
}

function read(path: string): Promise<string> {
  return readFile(new URL(path, FILES), 'utf8');
}

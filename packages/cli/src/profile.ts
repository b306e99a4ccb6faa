import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import { z } from 'zod';

const profileShape = z.strictObject({ endpoint: z.string().min(1), key: z.string().min(1).optional() });
const fileShape = z.record(z.string(), profileShape);

/** A server and the key for it, under a name. */
export type Profile = z.infer<typeof profileShape>;

/** The file that profiles are in. Only its owner can read it. */
export function profilesPath(environment: NodeJS.ProcessEnv): string {
  const configDir = environment['XDG_CONFIG_HOME'] || path.join(environment['HOME'] ?? homedir(), '.config');
  return path.join(configDir, 'skein', 'profiles.json');
}

/** Throws `usage` when there is no profile of that name. */
export function readProfile(environment: NodeJS.ProcessEnv, name: string): Profile {
  const file = profilesPath(environment);
  const profile = readProfiles(file)[name];
  if (profile === undefined) throw new SkeinError('usage', { reason: `There is no profile ${name} in ${file}.` });
  return profile;
}

/** Adds a profile, or replaces the one of that name. */
export function saveProfile(environment: NodeJS.ProcessEnv, name: string, profile: Profile): void {
  const file = profilesPath(environment);
  const profiles = { ...readProfiles(file), [name]: profile };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(profiles, undefined, 2)}\n`, { mode: 0o600 });
}

function readProfiles(file: string): Readonly<Record<string, Profile>> {
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    return fileShape.parse(JSON.parse(text));
  } catch {
    throw new SkeinError('usage', { reason: `${file} cannot be read: it must hold {"NAME": {"endpoint": "...", "key": "..."}}.` });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

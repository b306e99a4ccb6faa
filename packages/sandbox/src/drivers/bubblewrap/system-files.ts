import { access, copyFile, lstat, mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HOST_NAME, SANDBOX_GROUP, SANDBOX_USER } from './sandbox-identity.ts';

/** Files of the host's /etc that programs need and that say nothing about the host. */
const COPIED_FILES = [
  'ld.so.cache',
  'localtime',
  'mime.types',
  'os-release',
  'services',
  'protocols',
  'gai.conf',
  'magic',
  'ssl/openssl.cnf',
];

/** Folders of it that are shown as they are: certificates of authorities, and what symbolic links in /usr/bin lead to. */
const SHOWN_FOLDERS = ['alternatives', 'ssl/certs', 'pki/tls/certs', 'pki/ca-trust/extracted', 'ca-certificates/extracted'];

const OWN_FILES: Readonly<Record<string, string>> = {
  passwd: [
    'root:x:0:0:root:/root:/usr/sbin/nologin',
    `sandbox:x:${SANDBOX_USER}:${SANDBOX_GROUP}:sandbox:/tmp:/bin/sh`,
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  ].join('\n'),
  group: `root:x:0:\nsandbox:x:${SANDBOX_GROUP}:\nnogroup:x:65534:\n`,
  hosts: `127.0.0.1 localhost ${HOST_NAME}\n::1 localhost ${HOST_NAME}\n`,
  hostname: `${HOST_NAME}\n`,
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
  'resolv.conf': '',
};

/** Makes the /etc of all sandboxes in a folder. Returns the host's folders that are still to be mounted in it, as paths on the host. */
export async function makeSystemFiles(folder: string): Promise<string[]> {
  await mkdir(path.join(folder, 'ssl'), { recursive: true });
  await Promise.all(COPIED_FILES.map((name) => copyIfThere(path.join('/etc', name), path.join(folder, name))));
  await Promise.all(Object.entries(OWN_FILES).map(([name, text]) => writeFile(path.join(folder, name), text, { mode: 0o644 })));
  const shown = await Promise.all(SHOWN_FOLDERS.map((name) => prepareMountPoint(name, folder)));
  return shown.filter((source) => source !== undefined);
}

async function copyIfThere(source: string, target: string): Promise<void> {
  try {
    if ((await lstat(source)).isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyFile(source, target);
  } catch {
    // Not every distribution has every one of them.
  }
}

async function prepareMountPoint(name: string, folder: string): Promise<string | undefined> {
  const source = path.join('/etc', name);
  try {
    await access(source);
  } catch {
    return undefined;
  }
  await mkdir(path.join(folder, name), { recursive: true });
  return source;
}

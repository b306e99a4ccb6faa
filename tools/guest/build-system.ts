import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../lib/run-program.ts';

const RELEASE = 'bookworm';
const PACKAGES =
  'systemd-sysv,dbus,udev,kmod,libpam-systemd,linux-image-amd64,initramfs-tools,' +
  'python3,python3-venv,bubblewrap,e2fsprogs,procps,iproute2,ca-certificates,zip,unzip,git,sudo';
/** What only costs time in a guest that lives for some minutes, or would take the console. */
const UNWANTED_UNITS = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'e2scrub_all.timer',
  'fstrim.timer',
  'serial-getty@ttyS0.service',
  'getty@tty1.service',
];
/** Runs the job when the machine is up; systemd gives it a control group as it does every service. */
const JOB_UNIT = `[Unit]
After=multi-user.target systemd-logind.service
[Service]
Type=oneshot
ExecStart=/bin/bash /job.sh
StandardOutput=journal+console
StandardError=journal+console
TimeoutStartSec=infinity
`;

/** A user without rights, for what a server that is not root may do. */
export const GUEST_USER = 'dev';

/**
 * Makes the files of a Debian with systemd, as a newcomer's machine has it: control groups version 2, a kernel of the distribution.
 * Undefined when it worked, otherwise what went wrong.
 */
export async function buildSystem(systemDir: string): Promise<string | undefined> {
  await mkdir(dirname(systemDir), { recursive: true });
  const hook = ['useradd', '-m', '-s', '/bin/bash', GUEST_USER].join(' ');
  const made = await runProgram('mmdebstrap', [
    '--variant=minbase',
    `--include=${PACKAGES}`,
    `--customize-hook=chroot "$1" ${hook}`,
    RELEASE,
    systemDir,
  ]);
  if (made.code !== 0) return made.output;
  const units = join(systemDir, 'etc/systemd/system');
  await mkdir(join(units, 'multi-user.target.wants'), { recursive: true });
  await writeFile(join(units, 'guest-job.service'), JOB_UNIT);
  await symlink('../guest-job.service', join(units, 'multi-user.target.wants/guest-job.service'));
  for (const unit of UNWANTED_UNITS) await symlink('/dev/null', join(units, unit));
  await writeFile(join(systemDir, 'etc/fstab'), '/dev/vda / ext4 defaults 0 1\n');
  return undefined;
}

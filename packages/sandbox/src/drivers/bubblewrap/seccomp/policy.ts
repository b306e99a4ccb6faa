/**
 * Which system calls a sandbox may not make. The list names what is denied, because a function may be any program; it leaves out what
 * ordinary programs use and holds what has let programs out of sandboxes or into each other, and what only an administrator needs.
 * A sandbox has no capabilities, so most of these would fail anyway: the filter keeps the kernel code behind them out of reach.
 */
export interface SeccompPolicy {
  readonly denied: readonly DeniedCalls[];
  /** Address families of `socket`; any other is answered with EAFNOSUPPORT. */
  readonly socketFamilies: readonly number[];
  /** `clone` with any of these flags is answered with EPERM. */
  readonly deniedCloneFlags: number;
  /**
   * Answered with ENOSYS, so that programs use the older call in their place. `clone3` has its flags in memory, which a filter
   * cannot read.
   */
  readonly unavailable: readonly string[];
}

export interface DeniedCalls {
  readonly reason: string;
  /** Answered with EPERM. */
  readonly names: readonly string[];
}

const CLONE_NEWNS = 0x00020000;
const CLONE_NEWCGROUP = 0x02000000;
const CLONE_NEWUTS = 0x04000000;
const CLONE_NEWIPC = 0x08000000;
const CLONE_NEWUSER = 0x10000000;
const CLONE_NEWPID = 0x20000000;
const CLONE_NEWNET = 0x40000000;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** The C library asks the kernel for the machine's addresses through it. */
const AF_NETLINK = 16;

export const SECCOMP_POLICY: SeccompPolicy = {
  denied: [
    {
      reason: 'Changing what the file tree looks like could uncover the host, or hide the limits of /tmp.',
      names: ['mount', 'umount2', 'pivot_root', 'chroot', 'mount_setattr', 'open_tree', 'open_tree_attr', 'move_mount'],
    },
    { reason: 'The newer interface to mounting.', names: ['fsopen', 'fsconfig', 'fsmount', 'fspick'] },
    {
      reason: 'A namespace of its own gives a process capabilities in it, and with them the kernel code that only root can reach.',
      names: ['unshare', 'setns'],
    },
    {
      reason: 'Reading or steering other processes; the runtime that answers for the function is one of them.',
      names: ['ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'kcmp', 'pidfd_getfd', 'perf_event_open'],
    },
    {
      reason: 'Large parts of the kernel that need no rights and have had many holes.',
      names: ['bpf', 'userfaultfd', 'io_uring_setup', 'io_uring_enter', 'io_uring_register'],
    },
    { reason: 'Keys are not kept apart by namespaces.', names: ['add_key', 'request_key', 'keyctl'] },
    {
      reason: 'Replacing the kernel or adding code to it.',
      names: [
        'kexec_load',
        'kexec_file_load',
        'init_module',
        'finit_module',
        'delete_module',
        'create_module',
        'query_module',
        'get_kernel_syms',
      ],
    },
    {
      reason: 'Administration of the whole machine.',
      names: [
        'reboot',
        'swapon',
        'swapoff',
        'acct',
        'quotactl',
        'quotactl_fd',
        'syslog',
        'vhangup',
        'sethostname',
        'setdomainname',
        'nfsservctl',
      ],
    },
    { reason: 'The clock is the same for all.', names: ['settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex'] },
    {
      reason: 'Hardware access and oddities of old programs, with a history of holes.',
      names: ['iopl', 'ioperm', 'modify_ldt', 'personality', 'uselib', 'sysfs', '_sysctl', 'lookup_dcookie', 'ustat'],
    },
    {
      reason: 'Opening files without their path goes round the mounts; watching whole file systems shows what others do.',
      names: ['open_by_handle_at', 'name_to_handle_at', 'fanotify_init', 'fanotify_mark'],
    },
    {
      reason: 'Placing memory on the hardware, or out of reach of the limits.',
      names: ['mbind', 'set_mempolicy', 'set_mempolicy_home_node', 'migrate_pages', 'move_pages', 'memfd_secret'],
    },
  ],
  socketFamilies: [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK],
  deniedCloneFlags: CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
  unavailable: ['clone3'],
};

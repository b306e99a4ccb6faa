"""Attempts on the kernel itself, and how they call it."""

import ctypes
import mmap
import os
import platform
import signal
import socket
import tempfile

from attempts import any_of, attempt

AT_EMPTY_PATH = 0x1000
CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWUSER = 0x10000000
PTRACE_ATTACH = 16
PTRACE_DETACH = 17
MNT_DETACH = 2
MOUNT_ATTR_RDONLY = 1
AF_ALG = 38
AF_VSOCK = 40
AF_XDP = 44

# (x86_64, aarch64), from the kernel's tables; from 424 on they are the same everywhere.
NUMBERS = {
    "clone": (56, 220),
    "pivot_root": (155, 41),
    "init_module": (175, 105),
    "settimeofday": (164, 170),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "process_vm_readv": (310, 270),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "pidfd_open": (434, 434),
    "clone3": (435, 435),
    "mount_setattr": (442, 442),
}

# Not CDLL: after a clone the child must not have to wait for a lock that its parent's other threads hold.
libc = ctypes.PyDLL(None, use_errno=True)


def call(name, *arguments):
    """A system call by its name, also when the C library has no function for it. Raises OSError."""
    number = NUMBERS[name][0 if platform.machine() == "x86_64" else 1]
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return check(name, libc.syscall(ctypes.c_long(number), *wide))


def check(name, result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def opened(name, *arguments):
    """A system call whose result is a descriptor."""
    descriptor = call(name, *arguments)
    os.close(descriptor)
    return f"{name}: descriptor {descriptor}"


def own_folder():
    return os.fsencode(tempfile.mkdtemp(prefix="skein-mount-"))


@attempt("mount")
def mount(_world):
    code = os.fsencode(os.path.dirname(os.path.abspath(__file__)))
    return any_of(
        mount_in_own_folder,
        lambda: check("umount2", libc.umount2(code, MNT_DETACH)) or "unmounted its own code",
        lambda: make_writable(code),
        lambda: opened("open_tree", -100, b"/", 1),
        lambda: opened("fsopen", b"tmpfs", 0),
    )


def mount_in_own_folder():
    folder = own_folder()
    check("mount", libc.mount(b"none", folder, b"tmpfs", 0, None))
    check("umount2", libc.umount2(folder, MNT_DETACH))
    os.rmdir(folder)
    return "mounted a tmpfs"


def make_writable(folder):
    attributes = (ctypes.c_uint64 * 4)(0, MOUNT_ATTR_RDONLY, 0, 0)
    call("mount_setattr", -100, folder, 0, attributes, ctypes.sizeof(attributes))
    return "made its own code writable"


@attempt("change the root folder")
def change_root(_world):
    folder = own_folder()
    return any_of(lambda: call("pivot_root", folder, folder) or "pivot_root", lambda: os.chroot(folder) or "chroot")


@attempt("ptrace")
def trace(world):
    """Reads and steers another process: one outside, or at least a child, as a way around what the filter does to oneself."""
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        pids = (world["victimPid"], child)
        return any_of(*(lambda pid=pid: attach(pid) for pid in pids), lambda: read_memory(child))
    finally:
        os.kill(child, signal.SIGKILL)


def attach(pid):
    check("ptrace", libc.ptrace(PTRACE_ATTACH, pid, None, None))
    os.waitpid(pid, 0)
    check("ptrace", libc.ptrace(PTRACE_DETACH, pid, None, None))
    return f"attached to {pid}"


def read_memory(pid):
    """Of a process that has been forked from this one: the same place is also in its memory."""
    source, target = ctypes.create_string_buffer(b"something"), ctypes.create_string_buffer(9)
    vector = ctypes.c_ulong * 2
    ours, theirs = vector(ctypes.addressof(target), 9), vector(ctypes.addressof(source), 9)
    call("process_vm_readv", pid, ours, 1, theirs, 1, 0)
    return f"read the memory of {pid}"


@attempt("keyctl")
def keys(_world):
    return any_of(
        lambda: f"key {call('add_key', b'user', b'skein-escape', b'x', 1, -1)}",
        lambda: f"keyring {call('keyctl', 0, -3, 1)}",
        lambda: f"key {call('request_key', b'user', b'skein-escape', None, 0)}",
    )


@attempt("bpf")
def bpf(_world):
    """An array of one element, or watching what the processor does."""
    array = (ctypes.c_uint32 * 32)(2, 4, 4, 1)
    watch = (ctypes.c_uint32 * 32)(1, 128)
    return any_of(lambda: opened("bpf", 0, array, 72), lambda: opened("perf_event_open", watch, 0, -1, -1, 0))


@attempt("io_uring")
def io_uring(_world):
    return opened("io_uring_setup", 1, ctypes.create_string_buffer(120))


@attempt("user namespaces")
def user_namespaces(_world):
    return any_of(
        lambda: check("unshare", libc.unshare(CLONE_NEWUSER)) or "unshare",
        lambda: reap("clone", call("clone", CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0)),
        lambda: reap("clone3", call("clone3", (ctypes.c_uint64 * 8)(CLONE_NEWUSER, 0, 0, 0, signal.SIGCHLD, 0, 0, 0), 64)),
        lambda: check("unshare", libc.unshare(CLONE_NEWNS)) or "unshare of mounts",
        lambda: enter("/proc/1/ns/mnt", CLONE_NEWNS),
    )


def reap(name, pid):
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return name


def enter(path, kind):
    descriptor = os.open(path, os.O_RDONLY)
    check("setns", libc.setns(descriptor, kind))
    return f"entered {path}"


@attempt("raw sockets")
def raw_sockets(_world):
    kinds = (
        (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        (socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6),
        (socket.AF_PACKET, socket.SOCK_RAW, 0),
        (AF_XDP, socket.SOCK_RAW, 0),
    )
    return any_of(*(lambda kind=kind: open_socket(*kind) for kind in kinds))


@attempt("sockets to the virtual machine's host and the kernel's ciphers")
def other_sockets(_world):
    """AF_VSOCK is not kept apart by namespaces; AF_ALG is kernel code that needs no rights and has had holes."""
    kinds = ((AF_VSOCK, socket.SOCK_STREAM, 0), (AF_VSOCK, socket.SOCK_DGRAM, 0), (AF_ALG, socket.SOCK_SEQPACKET, 0))
    return any_of(*(lambda kind=kind: open_socket(*kind) for kind in kinds))


def open_socket(*kind):
    socket.socket(*kind).close()
    return str(kind)


@attempt("go round the system call filter")
def other_table(_world):
    """The kernel's table for 32-bit programs has other numbers: there 20 asks for the process id, which reveals that it is served."""
    if platform.machine() != "x86_64":
        raise OSError(38, "only on x86-64")
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # push rbx; mov eax, 20; int 0x80; pop rbx; ret
    page.write(bytes.fromhex("53b814000000cd805bc3"))
    number = ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    if number == os.getpid():
        return "called the kernel as a 32-bit program"
    raise OSError(38, f"the 32-bit call returned {number}")


@attempt("administer the machine")
def administer(_world):
    """Nothing of this changes anything where it is allowed: the same name again, no time, no module."""
    name = os.uname().nodename.encode()
    return any_of(
        lambda: check("sethostname", libc.sethostname(name, len(name))) or "the host name",
        lambda: call("settimeofday", None, None) or "the clock",
        lambda: check("swapoff", libc.swapoff(b"")) or "swap",
    )

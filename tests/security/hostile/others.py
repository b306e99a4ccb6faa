"""Attempts on processes outside, also through /proc, and on other sandboxes."""

import ctypes
import os
import signal
import stat

import kernel
from attempts import any_of, attempt, first_of
from files import append, read
from kernel import check, libc

ELSEWHERE = ("self", "thread-self", "sys")
SHM_RDONLY = 0o10000
SETTINGS = ("kernel/core_pattern", "kernel/hostname", "kernel/ns_last_pid", "vm/overcommit_memory", "net/ipv4/ip_forward")
# The kernel asks who one is only when something is written to it.
ANYBODY_OPENS = "/proc/sys/kernel/ns_last_pid"


def processes():
    return [name for name in os.listdir("/proc") if name.isdigit()]


def find_in_proc(name, marker):
    """The first process whose file of this name says the marker."""
    return any_of(*(lambda pid=pid: marker.encode() in read(f"/proc/{pid}/{name}") and f"process {pid}" for pid in processes()))


@attempt("read host processes")
def read_processes(world):
    return find_in_proc("cmdline", world["victimArgument"])


@attempt("read the environment of host processes")
def read_environment(world):
    return find_in_proc("environ", world["victimVariable"])


@attempt("signal host processes")
def signal_victim(world):
    """SIGURG is ignored by programs that do not expect it; the victim waits for it."""
    pid = world["victimPid"]
    return any_of(lambda: os.kill(pid, signal.SIGURG) or f"signalled {pid}", lambda: signal_by_descriptor(pid))


def signal_by_descriptor(pid):
    kernel.call("pidfd_send_signal", kernel.call("pidfd_open", pid, 0), signal.SIGURG, None, 0)
    return f"signalled {pid} by its descriptor"


@attempt("escape through /proc/1/root")
def escape_through_root(world):
    links = [f"/proc/{pid}/{link}" for pid in ("self", *processes()) for link in ("root", "cwd")]
    return any_of(*(lambda link=link: read(link + world["secretFile"]) and link for link in links))


@attempt("open descriptors of other processes through /proc")
def open_descriptors(_world):
    return any_of(*(lambda pid=pid: leak_of(pid) for pid in processes() if int(pid) != os.getpid()))


@attempt("use inherited file descriptors")
def inherited_descriptors(_world):
    return leak_of("self")


def leak_of(pid):
    """A descriptor that leads to a place of the host: a folder, a disk, or a file other than a device that all may use."""
    folder = f"/proc/{pid}/fd"
    return any_of(*(lambda name=name: leads_outside(os.path.join(folder, name)) for name in os.listdir(folder)))


def leads_outside(link):
    mode = os.stat(link).st_mode
    target = os.readlink(link)
    if stat.S_ISDIR(mode) or stat.S_ISBLK(mode) or stat.S_ISREG(mode):
        os.close(os.open(link, os.O_RDONLY))
        return target
    return None


@attempt("write to /proc/sys")
def write_settings(_world):
    again = [lambda name=name: write_again(name) for name in SETTINGS]
    return first_of([*again, *(lambda path=path: append(path) for path in writable_files("/proc/sys"))])


@attempt("write to other files of the kernel in /proc")
def write_other_files(_world):
    """One in /proc/pressure, which is open to all, has it watch the load of the machine with memory that counts for nobody."""
    return first_of(lambda path=path: append(path) for path in writable_files("/proc"))


def write_again(name):
    """Sets a setting of the kernel to what it is."""
    path = "/proc/sys/" + name
    with open(path, "r+b", buffering=0) as file:
        value = file.read()
        file.seek(0)
        file.write(value)
    return path


def writable_files(top):
    """Files that can be opened for writing, but not those of processes: they are the function's own."""
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.isdigit() and name not in ELSEWHERE]
        for path in (os.path.join(folder, name) for name in files):
            if os.access(path, os.W_OK) and not os.path.islink(path) and path != ANYBODY_OPENS:
                yield path


@attempt("become root")
def become_root(_world):
    return any_of(lambda: os.setresuid(0, 0, 0) or "user 0", lambda: os.setresgid(0, 0, 0) or "group 0", capabilities)


def capabilities():
    with open("/proc/self/status", encoding="ascii") as lines:
        sets = {name: int(value, 16) for name, value in (line.split(":\t") for line in lines if line.startswith("Cap"))}
    held = sets["CapEff"] | sets["CapPrm"]
    return f"capabilities {held:x}" if held else None


@attempt("reach another sandbox: its processes")
def reach_other_processes(world):
    return find_in_proc("cmdline", world["otherSandbox"]["argument"])


@attempt("reach another sandbox: its files")
def reach_other_files(world):
    other = world["otherSandbox"]
    paths = (other["file"], other["sharedFile"])
    return any_of(*(lambda path=path: read(path) and path for path in paths))


@attempt("reach another sandbox: its shared memory")
def reach_other_memory(world):
    number = world["otherSandbox"]["sharedMemory"]
    libc.shmat.restype = ctypes.c_long
    return ctypes.string_at(check("shmat", libc.shmat(number, None, SHM_RDONLY)))

"""Attempts to raise limits and to take more than they allow. Each takes a little more than allowed, gives it back, and stops."""

import errno
import mmap
import os
import resource
import signal
import socket
import tempfile
import threading

from attempts import any_of, attempt

MEGABYTE = 1024 * 1024
PIECE_MEGABYTES = 64
# By how much the limit of memory is to be passed.
BEYOND_MEGABYTES = 128
# Two descriptors each.
CONNECTIONS = 400
GROUP_FILES = ("cgroup.procs", "tasks", "memory.max", "memory.limit_in_bytes", "pids.max", "cpu.max")
LIMITS = ("NOFILE", "CORE", "MEMLOCK", "RTPRIO", "FSIZE", "MSGQUEUE", "DATA", "NPROC")


@attempt("raise resource limits")
def raise_limits(_world):
    return any_of(
        *(lambda name=name: raise_limit(name) for name in LIMITS),
        lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or "priority",
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) or "real-time scheduling",
        lambda: write_number("/proc/self/oom_score_adj", -500),
    )


def raise_limit(name):
    kind = getattr(resource, "RLIMIT_" + name)
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY:
        return None
    resource.setrlimit(kind, (hard + 1, hard + 1))
    return f"{name} to {hard + 1}"


def write_number(path, number):
    with open(path, "w", encoding="ascii") as file:
        file.write(str(number))
    return path


@attempt("write control group files")
def write_control_groups(_world):
    """Opens files of the sandbox's own and other groups for writing, wherever groups are mounted."""
    with open("/proc/self/mounts", encoding="utf-8") as lines:
        mounts = [line.split()[1] for line in lines if line.split()[2] in ("cgroup", "cgroup2")]
    for mount in dict.fromkeys(["/sys/fs/cgroup", *mounts]):
        for folder, _, files in os.walk(mount):
            for name in set(files).intersection(GROUP_FILES):
                path = os.path.join(folder, name)
                if os.access(path, os.W_OK):
                    os.close(os.open(path, os.O_WRONLY))
                    return path
    return None


@attempt("start more processes than allowed")
def many_processes(world):
    children = []
    try:
        while len(children) <= world["processesMax"]:
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
        return f"{len(children)} processes"
    finally:
        kill_all(children)


@attempt("start more threads than allowed")
def many_threads(world):
    end = threading.Event()
    threading.stack_size(64 * 1024)
    started = []
    try:
        while len(started) <= world["processesMax"]:
            thread = threading.Thread(target=end.wait)
            thread.start()
            started.append(thread)
        return f"{len(started)} threads"
    except RuntimeError as error:
        raise OSError(errno.EAGAIN, f"{error} after {len(started)}") from error
    finally:
        end.set()
        for thread in started:
            thread.join()


def kill_all(children):
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)


@attempt("use more memory than allowed")
def much_memory(world):
    """Several children, of which each stays below the limit."""
    return hold_in_children(world, lambda: bytearray(b"x") * (PIECE_MEGABYTES * MEGABYTE))


@attempt("use more memory than allowed, in files that lie in memory")
def much_file_memory(world):
    return hold_in_children(world, file_in_memory)


def file_in_memory():
    descriptor = os.memfd_create("skein-escape")
    os.ftruncate(descriptor, PIECE_MEGABYTES * MEGABYTE)
    piece = mmap.mmap(descriptor, PIECE_MEGABYTES * MEGABYTE)
    for offset in range(0, len(piece), mmap.PAGESIZE):
        piece[offset] = 1
    return piece


def hold_in_children(world, take):
    """Has children take a piece of memory each, more than the limit together, and asks at the end whether all of them are still there."""
    wanted = (world["memoryMb"] + BEYOND_MEGABYTES) // PIECE_MEGABYTES
    holders = {}
    try:
        for _ in range(wanted):
            pid, line = start_holder(take)
            holders[pid] = line
        held = [pid for pid, line in holders.items() if is_there(line)]
        if len(held) < wanted:
            raise OSError(errno.ENOMEM, f"{wanted - len(held)} of {wanted} children are gone")
        return f"{len(held) * PIECE_MEGABYTES} MB"
    finally:
        kill_all(holders)


def start_holder(take):
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        held = take()
        while theirs.recv(1):
            theirs.send(held[:1])
        os._exit(0)
    theirs.close()
    # Answered once the memory is taken, so that they take it one after the other.
    is_there(ours)
    return pid, ours


def is_there(line):
    """A process that is being killed answers no more, and its end of the line is closed."""
    try:
        line.send(b"?")
        return bool(line.recv(1))
    except (BrokenPipeError, ConnectionResetError):
        return False


@attempt("use more memory than allowed, in transit on connections")
def much_in_transit(world):
    """Connections to itself that nobody reads from: the kernel keeps what is sent."""
    wanted = (world["memoryMb"] + BEYOND_MEGABYTES) * MEGABYTE
    listener = socket.create_server(("127.0.0.1", 0))
    held, kept = 0, []
    for _ in range(CONNECTIONS):
        sender = socket.create_connection(listener.getsockname())
        kept.append((sender, listener.accept()[0]))
        sender.setblocking(False)
        held += send_all_it_takes(sender)
        if held > wanted:
            return f"{held} bytes in transit on {len(kept)} connections"
    raise OSError(errno.ENOBUFS, f"only {held} bytes in transit on {len(kept)} connections")


def send_all_it_takes(sender):
    sent = 0
    while True:
        try:
            sent += sender.send(bytes(MEGABYTE))
        except BlockingIOError:
            return sent


@attempt("fill /tmp")
def much_temporary(world):
    path = os.path.join(tempfile.gettempdir(), "skein-escape-full")
    wanted = (world["temporaryMb"] + PIECE_MEGABYTES) * MEGABYTE
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        os.posix_fallocate(descriptor, 0, wanted)
        return f"{wanted} bytes"
    finally:
        os.close(descriptor)
        os.unlink(path)


@attempt("fill the log")
def much_log(world):
    """Whether more than allowed is kept is for the test to see."""
    line = b"x" * 1023 + b"\n"
    for _ in range(4 * world["logBytes"] // len(line)):
        os.write(1, line)
    return "written"

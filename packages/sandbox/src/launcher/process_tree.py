"""Which processes descend from a process, and how to end them together."""

import os
import signal
import time

STOP_ATTEMPTS = 200
STOP_PAUSE_SECONDS = 0.001
# A process in one of these states starts no others: stopped, traced, ended.
_STILL = ("T", "t", "Z", "X")


def descendants(root_pid):
    """Every process below the given one, parents first."""
    children = _children_by_parent()
    found = list(children.get(root_pid, ()))
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def kill_with_descendants(root_pid):
    """Kills a process that is our child, and everything below it. It is stopped first, so that it starts nothing meanwhile."""
    os.kill(root_pid, signal.SIGSTOP)
    for _ in range(STOP_ATTEMPTS):
        if _state(root_pid) in _STILL:
            break
        time.sleep(STOP_PAUSE_SECONDS)
    for pid in [*descendants(root_pid), root_pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def start_ticks(pid):
    """When a process was started, in ticks since the machine was: with its number it names one process for ever. Or nothing."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return _fields_after_name(stat.read())[19]
    except OSError:
        return b""


def untouched_bytes(pid):
    """Writable private memory that a process has mapped and not used: Node.js maps hundreds of megabytes at its start."""
    with open(f"/proc/{pid}/status", "rb") as status:
        kilobytes = {name: value.split()[0] for name, value in (line.split(b":", 1) for line in status) if name in (b"VmData", b"RssAnon")}
    return max(0, int(kilobytes.get(b"VmData", 0)) - int(kilobytes.get(b"RssAnon", 0))) * 1024


def _children_by_parent():
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                parent = int(_fields_after_name(stat.read())[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(name))
    return children


def _state(pid):
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return _fields_after_name(stat.read())[0].decode()


def _fields_after_name(stat):
    """State, parent and what follows: the command name before them, in parentheses, may contain anything."""
    return stat.rpartition(b")")[2].split()

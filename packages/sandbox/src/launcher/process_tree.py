"""Which processes descend from a process."""

import os


def descendants(root_pid):
    """Every process below the given one, parents first."""
    children = _children_by_parent()
    found = list(children.get(root_pid, ()))
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


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
                # The command name, in parentheses, may contain anything; the parent is the second field after it.
                parent = int(stat.read().rpartition(b")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(name))
    return children

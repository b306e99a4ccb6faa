"""Which processes descend from a process."""

import os


def descendants(root_pid):
    """Every process below the given one, parents first."""
    children = _children_by_parent()
    found = list(children.get(root_pid, ()))
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


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

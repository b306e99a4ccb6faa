"""Control groups: limits of memory, processes and processor for all processes of a sandbox together.

Version 1 has one hierarchy for each controller, version 2 one for all; a machine may have both, each controller in one of them.
See Documentation/admin-guide/cgroup-v1/ and cgroup-v2.rst of the kernel.
"""

import itertools
import os

PERIOD_MICROSECONDS = 100_000
# cgroup v1's default share and v2's default weight mean the same.
SHARES_OF_WEIGHT_100 = 1024


class ControlGroup:
    """The control group of one sandbox: one folder in version 2, one for each controller in version 1."""

    def __init__(self, folders, version):
        self._folders = folders
        self._version = version
        self._written = {}
        self._in_background = False

    def create(self):
        for folder in self._all():
            os.mkdir(folder)

    def enter(self):
        """Moves the calling process in."""
        for folder in self._all():
            _write(folder, "cgroup.procs", "0")

    def limit(self, limits, in_background=False):
        """Who is in the background gets only processor time that no other sandbox wants; every new limiting ends that."""
        if "memory" in self._folders:
            self._limit_memory(limits["memoryBytes"], limits["socketBytes"])
        if "pids" in self._folders:
            self._set("pids", "pids.max", limits["processes"])
        if "cpu" in self._folders:
            self.weigh(limits["cpuWeight"])
            self._limit_processor(int(limits["cpuCores"] * PERIOD_MICROSECONDS))
            if in_background:
                self._set_if_there("cpu", "cpu.idle", 1)
        self._in_background = in_background

    def limited_elsewhere(self, in_background):
        """For another process's view of the group: the group has been limited, as `limit` does it, or will be before it is used."""
        self._in_background = in_background

    def weigh(self, weight):
        """Its share of the processor when there is not enough for all. Takes it out of the background."""
        if self._in_background:
            self._set_if_there("cpu", "cpu.idle", 0)
            # The kernel has forgotten the weight.
            self._written.pop("cpu.weight" if self._version == 2 else "cpu.shares", None)
            self._in_background = False
        if self._version == 2:
            self._set("cpu", "cpu.weight", weight)
        else:
            self._set("cpu", "cpu.shares", max(2, weight * SHARES_OF_WEIGHT_100 // 100))

    @property
    def limits_memory(self):
        return "memory" in self._folders

    def peak_path(self):
        """Where the server reads the highest use of memory; see `control-group-meter.ts`. None without the memory controller."""
        folder = self._folders.get("memory")
        if folder is None:
            return None
        if self._version == 1:
            return os.path.join(folder, "memory.max_usage_in_bytes")
        peak = os.path.join(folder, "memory.peak")
        return peak if os.path.exists(peak) else os.path.join(folder, "memory.current")

    def processor_path(self):
        """Where the server reads how much processor was used; see `processor-meter.ts`. None where that is neither counted nor weighed."""
        folder = self._folders.get("cpu" if self._version == 2 else "cpuacct")
        if folder is None or "cpu" not in self._folders:
            return None
        return os.path.join(folder, "cpu.stat" if self._version == 2 else "cpuacct.usage")

    def peak_bytes(self):
        path = self.peak_path()
        if path is None:
            return None
        try:
            with open(path, encoding="ascii") as peak:
                return int(peak.read())
        except FileNotFoundError:
            # The process that was to make the group could not.
            return None

    def out_of_memory_kills(self):
        folder = self._folders.get("memory")
        if folder is None:
            return 0
        name = "memory.oom_control" if self._version == 1 else "memory.events"
        try:
            with open(os.path.join(folder, name), encoding="ascii") as lines:
                return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
        except FileNotFoundError:
            return 0

    def try_remove(self):
        """Whether it is gone. The kernel refuses for some milliseconds after the last process has ended."""
        return all([try_remove(folder) for folder in self._all()])

    def _all(self):
        return sorted(set(self._folders.values()))

    def _limit_memory(self, limit_bytes, socket_bytes):
        if self._version == 2:
            self._set("memory", "memory.max", limit_bytes)
            self._set_if_there("memory", "memory.swap.max", 0)
            return
        self._set("memory", "memory.limit_in_bytes", limit_bytes)
        # Memory and swap together, which may never be less than memory alone: limits are only narrowed, in this order.
        self._set_if_there("memory", "memory.memsw.limit_in_bytes", limit_bytes)
        # Version 2 counts what is in transit as memory. Here it is nobody's until it has a limit of its own.
        self._set_if_there("memory", "memory.kmem.tcp.limit_in_bytes", socket_bytes)

    def _limit_processor(self, quota):
        if self._version == 2:
            self._set("cpu", "cpu.max", f"{quota} {PERIOD_MICROSECONDS}")
        else:
            self._set("cpu", "cpu.cfs_period_us", PERIOD_MICROSECONDS)
            self._set("cpu", "cpu.cfs_quota_us", quota)

    def _set_if_there(self, controller, name, value):
        if os.path.exists(os.path.join(self._folders[controller], name)):
            self._set(controller, name, value)

    def _set(self, controller, name, value):
        if self._written.get(name) != value:
            _write(self._folders[controller], name, value)
            self._written[name] = value


class NoControlGroup:
    """Stands in for a sandbox's control group where none can be made."""

    limits_memory = False

    def create(self):
        pass

    def enter(self):
        pass

    def limit(self, limits, in_background=False):
        pass

    def limited_elsewhere(self, in_background):
        pass

    def peak_path(self):
        return None

    def processor_path(self):
        return None

    def peak_bytes(self):
        return None

    def out_of_memory_kills(self):
        return 0

    def try_remove(self):
        return True


class ControlGroups:
    """The place where this server's control groups are, one folder named as its run folder in each hierarchy used."""

    def __init__(self, version, parents):
        """Parents by controller."""
        self.version = version
        self.controllers = sorted(parents)
        self._parents = parents
        self._names = (f"sandbox-{number}" for number in itertools.count(1))

    def new(self):
        name = next(self._names)
        return ControlGroup({controller: os.path.join(parent, name) for controller, parent in self._parents.items()}, self.version)

    def remove(self):
        for parent in set(self._parents.values()):
            try_remove(parent)


def enable_controllers(folder, wanted):
    """Lets the groups below a version 2 group have these controllers, if memory is among them; returns the ones they have.

    All in one write, which the kernel does as a whole or not at all: a group with processes of its own would pass on some controllers
    but not memory, and then no process could be moved into a group below it any more.
    """
    offered = [controller for controller in offered_controllers(folder) if controller in wanted]
    if "memory" in offered:
        try:
            _write(folder, "cgroup.subtree_control", " ".join(f"+{controller}" for controller in offered))
        except OSError:
            # Not ours to change, or the group has processes of its own; what is missing shows below.
            pass
    return [controller for controller in _read_words(folder, "cgroup.subtree_control") if controller in wanted]


def offered_controllers(folder):
    """The controllers that a version 2 group has itself, and could pass on."""
    return _read_words(folder, "cgroup.controllers")


def enter_group(folder, pid):
    """Moves a process into a group. Whether it is there."""
    try:
        _write(folder, "cgroup.procs", pid)
    except OSError:
        return False
    return True


def try_remove(folder):
    """Whether the group is gone; the kernel refuses while it has processes or groups below it."""
    try:
        os.rmdir(folder)
    except FileNotFoundError:
        pass
    except OSError:
        return False
    return True


def _read_words(folder, name):
    with open(os.path.join(folder, name), encoding="ascii") as words:
        return words.read().split()


def _write(folder, name, value):
    descriptor = os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)

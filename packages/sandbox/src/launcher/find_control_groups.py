"""Finds where this process may make control groups, and makes this server's folder there."""

import os
import signal
import time

import leftovers
from control_groups import ControlGroups, enable_controllers, enter_group, offered_controllers, try_remove

WANTED = ("memory", "pids", "cpu")
# What was used of the processor is counted by a controller of its own in version 1.
WANTED_VERSION_1 = (*WANTED, "cpuacct")
SWEEP_ATTEMPTS = 50
SWEEP_PAUSE_SECONDS = 0.01
# Where the processes of this process's own group go, to make room for groups with limits beside them.
SERVER_GROUP = "server"
# See "Control Group APIs and Delegation" of systemd.
DELEGATED = "user.delegate"
# In the run folder: one control group a line. The next server may be started elsewhere in the hierarchy, and would not find them.
NOTE_NAME = "control-groups"


def find_control_groups(run_folder):
    """This server's control groups, named as its run folder, or None when it may not make any that limit memory."""
    parents, version = _parents()
    wanted = {controller: os.path.join(parent, os.path.basename(run_folder)) for controller, parent in parents.items()}
    _note(run_folder, set(wanted.values()))
    made = {controller: folder for controller, folder in wanted.items() if _make(folder, version)}
    groups = ControlGroups(version, made)
    if "memory" in made:
        return groups
    groups.remove()
    return None


def sweep_left_over_groups(run_folder, attempts=SWEEP_ATTEMPTS):
    """Kills and removes what dead servers left. Whether nothing is left; what is killed may take a while to be gone on a busy machine."""
    parents, _ = _parents()
    return all([_sweep(parent, os.path.dirname(run_folder), attempts) for parent in set(parents.values())])


def destroy_noted(run_folder, attempts=SWEEP_ATTEMPTS):
    """Kills and removes the control groups that a dead server noted in its run folder. Whether they are gone."""
    try:
        with open(os.path.join(run_folder, NOTE_NAME), encoding="utf-8") as lines:
            folders = lines.read().splitlines()
    except OSError:
        return True
    name = os.path.basename(run_folder)
    return all([_destroy(folder, attempts) for folder in folders if os.path.basename(folder) == name])


def _note(run_folder, folders):
    with open(os.path.join(run_folder, NOTE_NAME), "w", encoding="utf-8") as note:
        note.write("\n".join(sorted(folders)))


def _parents():
    """The folder above this server's groups for each controller, and the version of their hierarchies."""
    parents = _parents_version_1()
    return (parents, 1) if "memory" in parents else (_parents_version_2(), 2)


def _parents_version_1():
    """This process's own folder in the hierarchy of each wanted controller."""
    parents = {}
    for controllers, path in _own_paths():
        for controller in controllers.split(","):
            if controller in WANTED_VERSION_1:
                folder = _folder_of(path, lambda kind, options, wanted=controller: kind == "cgroup" and wanted in options)
                if folder is not None and os.access(folder, os.W_OK):
                    parents[controller] = folder
    return parents


def _parents_version_2():
    """The folder where this server's groups may be made, for each controller that it passes on.

    A group with processes of its own cannot pass controllers on, unless it is the root. So that is this process's own group if it has
    none but those that may be moved out of it, or else the one above.
    """
    found = next((_folder_and_root(path) for controllers, path in _own_paths() if controllers == ""), None)
    if found is None:
        return {}
    own, root = found
    for folder in [own, os.path.dirname(own)]:
        if os.access(os.path.join(folder, "cgroup.procs"), os.W_OK):
            _offer_from_above(folder, root)
            controllers = enable_controllers(folder, WANTED)
            if "memory" not in controllers and "memory" in offered_controllers(folder) and folder == own and _is_handed_over(own, root):
                _move_processes(own, os.path.join(own, SERVER_GROUP))
                controllers = enable_controllers(folder, WANTED)
            if "memory" in controllers:
                return dict.fromkeys(controllers, folder)
    return {}


def _folder_and_root(path):
    folder = _folder_of(path, lambda kind, _: kind == "cgroup2")
    root = _folder_of("/", lambda kind, _: kind == "cgroup2")
    return None if folder is None else (folder, root)


def _offer_from_above(folder, root):
    """Has the groups above pass on what they have. systemd does that only for controllers that one of its units asks for."""
    above = []
    while folder != root and folder.startswith(root):
        folder = os.path.dirname(folder)
        above.insert(0, folder)
    for each in above:
        if os.access(os.path.join(each, "cgroup.subtree_control"), os.W_OK):
            enable_controllers(each, WANTED)


def _is_handed_over(folder, root):
    """Whether the groups in this one are ours to arrange: systemd says so (`Delegate=`), or it is all that a container sees."""
    try:
        return folder == root or os.getxattr(folder, DELEGATED) == b"1"
    except OSError:
        return False


def _move_processes(folder, target):
    """Those that have ended meanwhile are not to be moved; one that may not be moved shows when the controllers are asked for."""
    try:
        os.makedirs(target, exist_ok=True)
        with open(os.path.join(folder, "cgroup.procs"), encoding="ascii") as processes:
            pids = processes.read().split()
    except OSError:
        return
    for pid in pids:
        enter_group(target, pid)


def _make(folder, version):
    try:
        # A launcher of this server that died before this one may have left it with sandboxes in it.
        if os.path.exists(folder):
            _destroy(folder)
        os.mkdir(folder)
        return version == 1 or "memory" in enable_controllers(folder, WANTED)
    except OSError:
        return False


def _own_paths():
    with open("/proc/self/cgroup", encoding="utf-8") as lines:
        for line in lines:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            yield controllers, path


def _folder_of(path, is_wanted):
    """Where a control group's path is mounted. A mount may show only a part of its hierarchy, as in a container."""
    with open("/proc/self/mountinfo", encoding="utf-8") as lines:
        for line in lines:
            before, _, after = line.rstrip("\n").partition(" - ")
            root, mount_point = before.split()[3:5]
            kind, _, options = after.split(" ", 2)
            if is_wanted(kind, options.split(",")):
                below = os.path.relpath(path, root)
                inside = not below.startswith("..")
                return os.path.normpath(os.path.join(mount_point, below)) if inside else mount_point
    return None


def _sweep(parent, run_folders, attempts):
    names = [name for name in os.listdir(parent) if leftovers.is_left_over(name, run_folders)]
    return all([_destroy(os.path.join(parent, name), attempts) for name in names])


def _destroy(folder, attempts=SWEEP_ATTEMPTS):
    """Kills what still runs in a group and in the groups below it, and removes them all. Whether they are gone."""
    try:
        for name in os.listdir(folder):
            if os.path.isdir(os.path.join(folder, name)):
                _destroy(os.path.join(folder, name), attempts)
        for attempt in range(attempts):
            if attempt > 0:
                time.sleep(SWEEP_PAUSE_SECONDS)
            with open(os.path.join(folder, "cgroup.procs"), encoding="ascii") as processes:
                for pid in processes.read().split():
                    _kill(int(pid))
            if try_remove(folder):
                return True
        return False
    except FileNotFoundError:
        # Another server is removing it too.
        return not os.path.exists(folder)
    except OSError:
        # Another user's: nothing can be done about it.
        return True


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass

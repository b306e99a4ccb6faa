"""Recognises what a dead server left behind: run folders and control groups, both named `skein-<pid of the server>-<random>`."""

import fcntl
import os

import process_tree

LOCK_NAME = "launcher.lock"
PREFIX = "skein-"


def is_left_over(name, run_folders):
    """Whether the name is that of a server which is gone, and whose launcher is gone too. `run_folders` is where run folders lie."""
    server_pid = _server_pid(name)
    lock_path = os.path.join(run_folders, name, LOCK_NAME)
    if server_pid is None or not (_is_gone(server_pid) or _is_another(server_pid, lock_path)):
        return False
    return not _is_locked(lock_path)


def lock(run_folder):
    """Locks a run folder for as long as the returned descriptor is open: until this process ends, however it ends."""
    descriptor = os.open(os.path.join(run_folder, LOCK_NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, process_tree.start_ticks(_server_pid(os.path.basename(run_folder))), 0)
    return descriptor


def _server_pid(name):
    prefix, _, rest = name.partition(PREFIX)
    pid = rest.partition("-")[0]
    return int(pid) if prefix == "" and pid.isdigit() else None


def _is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _is_another(pid, lock_path):
    """Whether the number belongs to another process by now; in a container the next server has that of the one before."""
    try:
        descriptor = os.open(lock_path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        noted = os.read(descriptor, 100)
    finally:
        os.close(descriptor)
    now = process_tree.start_ticks(pid)
    return now != noted and b"" not in (now, noted)


def _is_locked(path):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)

"""The folder of one server's sandboxes, named `skein-<pid of the server>-<random>`, and the removal of those that dead servers left."""

import fcntl
import os
import shutil

LOCK_NAME = "launcher.lock"
PREFIX = "skein-"


class RunFolder:
    def __init__(self, path):
        self.path = path
        self._lock = None

    def claim(self):
        """Locks the folder for as long as this process lives, and removes the folders beside it whose processes are gone."""
        self._lock = os.open(os.path.join(self.path, LOCK_NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        parent = os.path.dirname(self.path)
        for name in os.listdir(parent):
            if is_left_over(parent, name):
                shutil.rmtree(os.path.join(parent, name), ignore_errors=True)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


def is_left_over(parent, name):
    """Whether this is the run folder of a server of ours that is gone, with its launcher."""
    server_pid = _server_pid(name)
    path = os.path.join(parent, name)
    if server_pid is None or os.lstat(path).st_uid != os.getuid() or not _is_gone(server_pid):
        return False
    return not _is_locked(os.path.join(path, LOCK_NAME))


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


def _is_locked(path):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)

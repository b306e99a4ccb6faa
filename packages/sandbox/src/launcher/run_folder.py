"""The folder of one server's sandboxes."""

import os
import shutil

import leftovers


class RunFolder:
    def __init__(self, path):
        self.path = path
        self._lock = None

    def claim(self):
        """Marks the folder as in use, and empties it: a launcher that died before this one may have left sandboxes in it."""
        self._lock = leftovers.lock(self.path)
        for name in os.listdir(self._sandboxes()) if os.path.exists(self._sandboxes()) else []:
            shutil.rmtree(os.path.join(self._sandboxes(), name), ignore_errors=True)

    def sweep_others(self, remove_groups):
        """Removes the run folders that dead servers of this user left beside this one, each if `remove_groups(folder)` succeeds."""
        parent = os.path.dirname(self.path)
        for name in os.listdir(parent):
            path = os.path.join(parent, name)
            if leftovers.is_left_over(name, parent) and os.lstat(path).st_uid == os.getuid() and remove_groups(path):
                shutil.rmtree(path, ignore_errors=True)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def _sandboxes(self):
        return os.path.join(self.path, "sandboxes")

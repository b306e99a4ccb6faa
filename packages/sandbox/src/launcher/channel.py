"""The three named pipes of a sandbox: `command` (to it), `outcome` and `log` (from it)."""

import fcntl
import os

NAMES = ("command", "outcome", "log")
PEEK_BYTES = 4096


class Channel:
    """Makes the pipes and opens the sandbox's ends without waiting for the server to open its own.

    A named pipe cannot be opened for writing without a reader, and reads as ended without a writer. So this process holds
    each pipe open both ways until the sandbox is gone; closing them then is what lets the server read to the end.
    """

    def __init__(self, folder, user):
        self.folder = folder
        self._held = []
        self._ends = []
        os.mkdir(folder, 0o700)
        for name in NAMES:
            self._make(os.path.join(folder, name), user)
        self.command = self._open_end("command", os.O_RDONLY)
        self.outcome = self._open_end("outcome", os.O_WRONLY)
        self.log = self._open_end("log", os.O_WRONLY)

    def close_sandbox_ends(self):
        _close_all(self._ends)

    def peek_log(self):
        """What has been written to the log so far; for a sandbox that failed before anybody else could read it."""
        try:
            return os.read(self._held[NAMES.index("log")], PEEK_BYTES).decode(errors="replace").strip()
        except BlockingIOError:
            return ""

    def close(self):
        self.close_sandbox_ends()
        _close_all(self._held)

    def _make(self, path, user):
        os.mkfifo(path, 0o600)
        if user is not None:
            # User code that opens /dev/stderr opens this file anew, and needs the right to.
            os.chown(path, user["uid"], user["gid"])
        self._held.append(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))

    def _open_end(self, name, direction):
        descriptor = os.open(os.path.join(self.folder, name), direction | os.O_NONBLOCK | os.O_CLOEXEC)
        # Programs expect descriptors that block; only the opening must not.
        fcntl.fcntl(descriptor, fcntl.F_SETFL, direction)
        self._ends.append(descriptor)
        return descriptor


def _close_all(descriptors):
    while descriptors:
        os.close(descriptors.pop())

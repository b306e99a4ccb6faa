"""The three named pipes of a sandbox: `command` (to it), `outcome` and `log` (from it)."""

import fcntl
import os

FOLDER_NAME = "channel"
SANDBOX_DIRECTIONS = {"command": os.O_RDONLY, "outcome": os.O_WRONLY, "log": os.O_WRONLY}
PEEK_BYTES = 4096


class Channel:
    """Makes the pipes, so that both the sandbox and the server can open their ends without waiting for each other.

    A named pipe cannot be opened for writing without a reader, and reads as ended without a writer. So this process holds
    each pipe open both ways until the sandbox is gone; closing them then is what lets the server read to the end.
    """

    def __init__(self, sandbox_folder, user):
        self._held = {}
        folder = os.path.join(sandbox_folder, FOLDER_NAME)
        os.mkdir(folder, 0o700)
        for name in SANDBOX_DIRECTIONS:
            path = os.path.join(folder, name)
            os.mkfifo(path, 0o600)
            if user is not None:
                # User code that opens /dev/stderr opens this file anew, and needs the right to.
                os.chown(path, user["uid"], user["gid"])
            self._held[name] = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def peek_log(self):
        """What has been written to the log so far; for a sandbox that failed before anybody else could read it."""
        try:
            return os.read(self._held["log"], PEEK_BYTES).decode(errors="replace").strip()
        except BlockingIOError:
            return ""

    def close(self):
        for descriptor in self._held.values():
            os.close(descriptor)
        self._held = {}


def open_sandbox_ends(sandbox_folder):
    """Opens the sandbox's ends, in the sandbox's process: {name: descriptor}."""
    ends = {}
    for name, direction in SANDBOX_DIRECTIONS.items():
        path = os.path.join(sandbox_folder, FOLDER_NAME, name)
        ends[name] = os.open(path, direction | os.O_NONBLOCK | os.O_CLOEXEC)
        # Programs expect descriptors that block; only the opening must not.
        fcntl.fcntl(ends[name], fcntl.F_SETFL, direction)
    return ends

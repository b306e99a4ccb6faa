"""Keeps some disks of the usual size ready, so that giving code to a sandbox need not wait for one."""

import collections
import os

SPARES = 4
# Later than what used up the last one, which is in a hurry.
DELAY_SECONDS = 0.03


class DiskStock:
    def __init__(self, loop, maker, usual_mb):
        self._loop = loop
        self._maker = maker
        self._usual_mb = usual_mb
        self._spares = []
        self._waiting = collections.deque()
        self._ordered = 0
        # Set when nothing is kept any more: called when the last disk is gone.
        self._on_empty = None

    def close(self, on_empty):
        """Gives back what is kept, and what is still being made. The kernel, at the end of this process, would do it some time later."""
        self._on_empty = on_empty
        while self._spares:
            os.close(self._spares.pop())

    @property
    def is_empty(self):
        return not self._spares and self._ordered == 0

    def fill(self):
        if self._on_empty is not None:
            return
        for _ in range(SPARES + len(self._waiting) - len(self._spares) - self._ordered):
            self._ordered += 1
            self._maker.order(self._usual_mb, self._on_made)

    def take(self, size_mb, on_ready):
        """Calls `on_ready(disk, None)`, with a detached mount that the caller is to close, or `on_ready(None, reason)`."""
        if size_mb != self._usual_mb:
            self._maker.order(size_mb, on_ready)
        elif self._spares:
            self._loop.later(DELAY_SECONDS, self.fill)
            on_ready(self._spares.pop(), None)
        else:
            self._waiting.append(on_ready)
            self.fill()

    def _on_made(self, disk, reason):
        self._ordered -= 1
        if self._waiting:
            self._waiting.popleft()(disk, reason)
        elif disk is not None and self._on_empty is not None:
            os.close(disk)
        elif disk is not None:
            self._spares.append(disk)
        if self._on_empty is not None and self.is_empty:
            self._on_empty()

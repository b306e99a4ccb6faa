"""Learns of the ends of the processes that this process forked."""

import os
import signal

WAKE_BYTES = 4096


class Children:
    def __init__(self, loop):
        self._handlers = {}
        self._woken, wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        # Without a handler of its own the interpreter would not be woken by this signal.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        loop.watch(self._woken, self._reap)

    def on_exit(self, pid, handler):
        """Calls `handler(status)`, with what waitpid says, when the child is gone. Replaces an earlier handler."""
        self._handlers[pid] = handler

    def _reap(self):
        os.read(self._woken, WAKE_BYTES)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            handler = self._handlers.pop(pid, None)
            if handler is not None:
                handler(status)

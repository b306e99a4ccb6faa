"""Waits, without blocking, until a sandbox that was forked runs its program or has failed to."""

import json
import os

READ_BYTES = 4096


class Startup:
    """Calls `on_started()` or `on_failed(reason)`, once, and is over then."""

    def __init__(self, loop, sandbox, recruit, on_started, on_failed):
        self._loop = loop
        self._sandbox = sandbox
        self._on_started = on_started
        self._on_failed = on_failed
        self._texts = {}
        self._waiting = 0
        self.is_over = False
        # Set when the process could not even be told what to run.
        self.reason = None
        self._collect("report", recruit.report)
        if sandbox.has_namespaces:
            self._collect("info", recruit.info)
        else:
            os.close(recruit.info)

    def _collect(self, name, descriptor):
        self._waiting += 1
        self._texts[name] = b""
        self._loop.watch(descriptor, lambda: self._read(name, descriptor))

    def _read(self, name, descriptor):
        chunk = os.read(descriptor, READ_BYTES)
        self._texts[name] += chunk
        # Bubblewrap's helper process may keep the info descriptor open, so its end is recognised by its text too.
        if chunk and not (name == "info" and chunk.rstrip().endswith(b"}")):
            return
        self._loop.forget(descriptor)
        os.close(descriptor)
        self._waiting -= 1
        if self._waiting == 0:
            self.is_over = True
            self._conclude()

    def _conclude(self):
        """The report holds the process's id and, only if exec failed, why."""
        pid, _, failure = self._texts["report"].decode(errors="replace").partition("\n")
        if failure or not pid:
            self._on_failed(self.reason or failure or "the process ended before it ran its program")
            return
        try:
            if "info" in self._texts:
                self._sandbox.found_first_process(json.loads(self._texts["info"])["child-pid"])
        except (ValueError, ProcessLookupError):
            self._on_failed(self._sandbox.channel.peek_log() or "the sandbox ended while it was being set up")
            return
        self._on_started()

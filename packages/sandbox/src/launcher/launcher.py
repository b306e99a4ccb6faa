"""The launcher: a small single-threaded process that forks, limits, kills and reaps sandboxes for one Skein server.

Started as `python3 -I -S -B launcher.py <run folder>`. Starting processes from the server itself would stop its event loop for
milliseconds, and joining another process's mount namespace is impossible in a process with threads.

When descriptor 0 ends, the server is gone, however it died: every sandbox is killed, everything is given back, and we end.
"""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from events import EventLoop  # noqa: E402 - isolated mode leaves this folder out of the path
from messages import Messages  # noqa: E402
from sandbox import Sandbox  # noqa: E402
import run_folder  # noqa: E402
import spawn  # noqa: E402

REPORT_BYTES = 4096


class Launcher:
    def __init__(self, folder):
        self._loop = EventLoop()
        self._messages = Messages(self._on_request, self._on_server_gone)
        self._run_folder = run_folder.RunFolder(folder)
        self._sandboxes = {}
        self._by_pid = {}
        self._ending = False
        self._operations = {"hello": self._hello, "start": self._start, "kill": self._kill}

    def run(self):
        self._run_folder.claim()
        self._loop.watch(self._watch_children(), self._reap)
        self._loop.watch(0, self._messages.read)
        self._loop.run()
        self._run_folder.remove()

    def _on_request(self, request):
        try:
            self._operations[request["operation"]](request)
        except Exception as error:  # noqa: BLE001 - a failed request must not end the launcher
            self._messages.refuse(request["id"], error)

    def _hello(self, request):
        self._messages.answer(request["id"], {"pid": os.getpid(), "uid": os.getuid()})

    def _start(self, request):
        sandbox = Sandbox(request)
        try:
            outcome = sandbox.start()
        except Exception:
            sandbox.discard()
            raise
        self._sandboxes[sandbox.name] = sandbox
        self._by_pid[sandbox.pid] = sandbox
        self._loop.watch(outcome, lambda: self._read_report(request, sandbox, outcome))

    def _read_report(self, request, sandbox, outcome):
        """The new process writes its id, then either runs its program, which ends the report, or adds why it cannot."""
        chunk = os.read(outcome, REPORT_BYTES)
        sandbox.report += chunk
        if chunk:
            return
        self._loop.forget(outcome)
        os.close(outcome)
        pid, _, failure = sandbox.report.decode(errors="replace").partition("\n")
        if failure or not pid:
            self._messages.refuse(request["id"], failure or "the process ended before it ran its program")
        else:
            self._messages.answer(request["id"], {"pid": int(pid)})

    def _kill(self, request):
        sandbox = self._sandboxes.get(request["sandbox"])
        if sandbox is not None:
            sandbox.kill()
        self._messages.answer(request["id"], {})

    def _watch_children(self):
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        # Without a handler of its own the interpreter would not be woken by this signal.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._children_changed = reading
        return reading

    def _reap(self):
        os.read(self._children_changed, REPORT_BYTES)
        while self._by_pid:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            sandbox = self._by_pid.pop(pid, None)
            if sandbox is not None:
                self._on_exit(sandbox, status)
        self._stop_when_empty()

    def _on_exit(self, sandbox, status):
        del self._sandboxes[sandbox.name]
        signaled = os.WIFSIGNALED(status)
        self._messages.event(
            "exit",
            sandbox=sandbox.name,
            code=None if signaled else os.WEXITSTATUS(status),
            signal=signal.Signals(os.WTERMSIG(status)).name if signaled else None,
            outOfMemory=False,
        )
        sandbox.discard()

    def _on_server_gone(self):
        self._loop.forget(0)
        self._ending = True
        for sandbox in self._sandboxes.values():
            sandbox.kill()
        self._stop_when_empty()

    def _stop_when_empty(self):
        if self._ending and not self._sandboxes:
            self._loop.stop()


if __name__ == "__main__":
    # Ctrl-C in the server's terminal is for the server, which then closes our input.
    os.setsid()
    spawn.allow_many_descriptors()
    Launcher(sys.argv[1]).run()

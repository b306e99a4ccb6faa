"""The launcher: a small single-threaded process that forks, limits, kills and reaps sandboxes for one Skein server.

Started as `python3 -I -S -B launcher.py <run folder>`. Starting processes from the server itself would stop its event loop for
milliseconds, and joining another process's mount namespace is impossible in a process with threads.

When descriptor 0 ends, the server is gone, however it died: every sandbox is killed, everything is given back, and we end.
"""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# ruff: noqa: E402 - isolated mode leaves this folder out of the path
import namespaces
import spawn
import users
from disks import choose_disks
from events import EventLoop
from find_control_groups import find_control_groups
from messages import Messages
from run_folder import RunFolder
from sandbox import Sandbox
from startup import Startup

WAKE_BYTES = 4096
REMOVE_PAUSE_SECONDS = 0.005
REMOVE_ATTEMPTS = 200


class Launcher:
    def __init__(self, folder):
        self._loop = EventLoop()
        self._messages = Messages(self._on_request, self._on_server_gone)
        self._run_folder = RunFolder(folder)
        self._control_groups = None
        self._disks = None
        self._sandboxes = {}
        self._by_pid = {}
        self._removing = 0
        self._ending = False
        self._operations = {"prepare": self._prepare, "start": self._start, "specialise": self._specialise, "kill": self._kill}

    def run(self):
        self._run_folder.claim()
        self._control_groups = find_control_groups(self._run_folder.path)
        self._run_folder.sweep_others()
        self._loop.watch(self._watch_children(), self._reap)
        self._loop.watch(0, self._messages.read)
        self._loop.run()
        if self._control_groups is not None:
            self._control_groups.remove()
        self._run_folder.remove()

    def _on_request(self, request):
        try:
            self._operations[request["operation"]](request)
        except Exception as error:  # noqa: BLE001 - a failed request must not end the launcher
            self._messages.refuse(request["id"], error)

    def _prepare(self, request):
        """Makes this process ready for sandboxes with namespaces, and says what it may do on this machine."""
        result = {"user": os.getuid(), "controlGroups": None, "firstUser": None, "lateMounts": None, "disks": None, "notes": {}}
        if self._control_groups is not None:
            result["controlGroups"] = {"version": self._control_groups.version, "controllers": self._control_groups.controllers}
        if request["namespaces"]:
            self._prepare_namespaces(request, result)
        self._messages.answer(request["id"], result)

    def _prepare_namespaces(self, request, result):
        notes = result["notes"]
        try:
            if os.getuid() == 0:
                result["firstUser"] = users.reserve_block()
            else:
                namespaces.own_user_namespace(self._run_folder.path)
            os.close(namespaces.code_mount(self._run_folder.path))
            result["lateMounts"] = True
            self._disks, why_not_loop = choose_disks(request["diskDir"], request["temporaryMb"])
            result["disks"] = self._disks.kind
            notes["disks"] = why_not_loop
        except OSError as error:
            result["lateMounts"] = False
            notes["lateMounts"] = str(error)

    def _start(self, request):
        groups = self._control_groups
        sandbox = Sandbox(request, None if groups is None else groups.for_sandbox(request["sandbox"]))

        def started():
            self._messages.answer(request["id"], sandbox.usage())
            self._finish_when_over(sandbox)

        def failed(reason):
            self._messages.refuse(request["id"], reason)
            sandbox.kill()
            self._finish_when_over(sandbox)

        try:
            sandbox.start()
        except Exception:
            self._discard(sandbox)
            raise
        self._sandboxes[sandbox.name] = sandbox
        self._by_pid[sandbox.pid] = sandbox
        sandbox.startup = Startup(self._loop, sandbox, started, failed)
        if self._disks is not None:
            sandbox.prepare_disk(self._disks)

    def _specialise(self, request):
        sandbox = self._sandboxes.get(request["sandbox"])
        if sandbox is None:
            raise LookupError("the sandbox is gone")
        sandbox.specialise(request, self._disks)
        self._messages.answer(request["id"], sandbox.usage())

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
        os.read(self._children_changed, WAKE_BYTES)
        while self._by_pid:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            sandbox = self._by_pid.pop(pid, None)
            if sandbox is not None:
                sandbox.pid, sandbox.status = None, status
                self._finish_when_over(sandbox)

    def _finish_when_over(self, sandbox):
        """Bubblewrap outside may end before the last process inside has, and any sandbox before we have read how its start went."""
        if sandbox.status is None or not sandbox.startup.is_over:
            return
        if sandbox.first_gone is None:
            self._on_exit(sandbox)
        else:
            self._loop.watch(sandbox.first_gone, lambda: self._on_exit(sandbox))

    def _on_exit(self, sandbox):
        self._loop.forget(sandbox.first_gone)
        del self._sandboxes[sandbox.name]
        code, signal_name = sandbox.exit_status()
        out_of_memory = sandbox.ran_out_of_memory()
        self._messages.event("exit", sandbox=sandbox.name, code=code, signal=signal_name, outOfMemory=out_of_memory)
        self._discard(sandbox)

    def _discard(self, sandbox):
        sandbox.discard()
        self._removing += 1
        self._remove_control_group(sandbox, REMOVE_ATTEMPTS)

    def _remove_control_group(self, sandbox, attempts):
        if sandbox.try_remove_control_group() or attempts == 0:
            self._removing -= 1
            self._stop_when_empty()
        else:
            self._loop.later(REMOVE_PAUSE_SECONDS, lambda: self._remove_control_group(sandbox, attempts - 1))

    def _on_server_gone(self):
        self._loop.forget(0)
        self._ending = True
        for sandbox in self._sandboxes.values():
            sandbox.kill()
        self._stop_when_empty()

    def _stop_when_empty(self):
        if self._ending and not self._sandboxes and self._removing == 0:
            self._loop.stop()


if __name__ == "__main__":
    # Signals to the server's terminal or service are for the server, which then closes our input.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    spawn.allow_many_descriptors()
    Launcher(sys.argv[1]).run()

"""The launcher: a small single-threaded process that forks, limits, kills and reaps sandboxes for one Skein server.

Started as `python3 -I -S -B launcher.py <run folder>`. Starting processes from the server itself would stop its event loop for
milliseconds, and joining another process's mount namespace is impossible in a process with threads.

When descriptor 0 ends, the server is gone, however it died: every sandbox is killed, everything is given back, and we end.
"""

import os
import signal
import sys

if sys.version_info < (3, 9):
    sys.exit(f"the launcher needs Python 3.9 or newer, and {sys.executable} is {sys.version.split()[0]}")

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# ruff: noqa: E402 - isolated mode leaves this folder out of the path
import namespaces
import spawn
import users
from children import Children
from control_groups import NoControlGroup
from disk_maker import DiskMaker
from disk_stock import DiskStock
from disks import choose_disks
from events import EventLoop
from find_control_groups import destroy_noted, find_control_groups, sweep_left_over_groups
from messages import Messages
from reserve import Reserve
from run_folder import RunFolder
from sandbox import Sandbox
from startup import Startup

REMOVE_PAUSE_SECONDS = 0.005
REMOVE_ATTEMPTS = 200
SWEEPS = 120
# A start that takes longer than this shall not wait for others to do nothing: they may be busy for ever.
BACKGROUND_SECONDS = 0.25
SWEEP_PAUSE_SECONDS = 0.5


class Launcher:
    def __init__(self, folder):
        self._loop = EventLoop()
        self._messages = Messages(self._on_request, self._on_server_gone)
        self._run_folder = RunFolder(folder)
        self._children = Children(self._loop)
        self._control_groups = None
        self._disks = None
        self._mount_namespaces = None
        self._sandboxes = {}
        self._reserve = Reserve(self._loop, self._children, self._new_control_group, self._remove_control_group)
        self._removing = 0
        self._ending = False
        # With how urgent each is: a sandbox that is given its code has a caller who waits for nothing else.
        self._operations = {
            "prepare": (0, self._prepare),
            "specialise": (0, self._specialise),
            "weigh": (1, self._weigh),
            "kill": (1, self._kill),
            "start": (2, self._start),
        }

    def run(self):
        self._run_folder.claim()
        self._run_folder.sweep_others(destroy_noted)
        self._loop.watch(0, self._messages.read)
        self._loop.run()
        if self._control_groups is not None:
            self._control_groups.remove()
        self._run_folder.remove()

    def _on_request(self, request):
        urgency, operation = self._operations[request["operation"]]
        self._loop.soon(urgency, lambda: self._perform(operation, request))

    def _perform(self, operation, request):
        try:
            operation(request)
        except Exception as error:  # a failed request must not end the launcher
            self._messages.refuse(request["id"], error)

    def _prepare(self, request):
        """Makes this process ready for sandboxes, and says what it may do on this machine."""
        result = {"user": os.getuid(), "controlGroups": None, "firstUser": None, "lateMounts": None, "disks": None, "notes": {}}
        without = request.get("without", ())
        if "controlGroups" not in without:
            self._sweep_groups()
            self._control_groups = find_control_groups(self._run_folder.path)
        if self._control_groups is not None:
            result["controlGroups"] = {"version": self._control_groups.version, "controllers": self._control_groups.controllers}
        if request["namespaces"]:
            self._prepare_namespaces(request, without, result)
        self._messages.answer(request["id"], result)
        self._reserve.fill()

    def _sweep_groups(self):
        """At the start with patience; what is not gone then is looked for now and again, without holding up anything."""
        if not sweep_left_over_groups(self._run_folder.path):
            self._loop.later(SWEEP_PAUSE_SECONDS, lambda: self._sweep_again(SWEEPS))

    def _sweep_again(self, sweeps):
        self._run_folder.sweep_others(lambda folder: destroy_noted(folder, attempts=1))
        if not sweep_left_over_groups(self._run_folder.path, attempts=1) and sweeps > 1:
            self._loop.later(SWEEP_PAUSE_SECONDS, lambda: self._sweep_again(sweeps - 1))

    def _prepare_namespaces(self, request, without, result):
        notes = result["notes"]
        try:
            if os.getuid() == 0:
                result["firstUser"] = users.reserve_block()
            if "lateMounts" in without:
                raise OSError("not wanted")
            if os.getuid() != 0:
                namespaces.own_user_namespace(self._run_folder.path)
            os.close(namespaces.code_mount(self._run_folder.path))
            self._mount_namespaces = namespaces.MountNamespaces()
            result["lateMounts"] = True
            disks, notes["disks"] = choose_disks(request["diskDir"], request["temporaryMb"], "loopDevices" not in without)
            self._disks = DiskStock(self._loop, DiskMaker(self._loop, disks), request["temporaryMb"])
            self._disks.fill()
            result["disks"] = disks.kind
        except OSError as error:
            result["lateMounts"] = False
            notes["lateMounts"] = str(error)

    def _start(self, request):
        if request["sandbox"] in self._sandboxes:
            raise ValueError(f"there is a sandbox {request['sandbox']} already")
        recruit = self._reserve.take()
        sandbox = Sandbox(request, recruit)
        self._sandboxes[sandbox.name] = sandbox
        self._children.on_exit(sandbox.pid, lambda status: self._on_child_gone(sandbox, status))

        def started():
            self._messages.answer(request["id"], sandbox.usage())
            self._finish_when_over(sandbox)

        def failed(reason):
            self._messages.refuse(request["id"], reason)
            sandbox.kill()
            self._finish_when_over(sandbox)

        sandbox.startup = Startup(self._loop, sandbox, recruit, started, failed)
        try:
            sandbox.start()
        except OSError as error:
            sandbox.startup.reason = str(error)
            recruit.close_orders()
            return
        if sandbox.starts_in_background:
            self._loop.later(BACKGROUND_SECONDS, lambda: self._leave_background(sandbox))

    def _leave_background(self, sandbox):
        if sandbox.name not in self._sandboxes or sandbox.is_specialised:
            return
        if sandbox.startup.is_over:
            sandbox.leave_background()
        else:
            self._loop.later(BACKGROUND_SECONDS, lambda: self._leave_background(sandbox))

    def _specialise(self, request):
        if "temporaryMb" not in request or request["sandbox"] not in self._sandboxes:
            self._give_code(request)
            return

        def on_ready(disk, reason):
            self._perform(lambda _: self._give_code(request, disk, reason), request)

        self._disks.take(request["temporaryMb"], on_ready)

    def _give_code(self, request, disk=None, reason=None):
        try:
            if reason is not None:
                raise OSError(reason)
            self._messages.answer(request["id"], self._specialised(request, disk))
        finally:
            if disk is not None:
                os.close(disk)

    def _specialised(self, request, disk):
        """Where the server can read what the sandbox uses; None when it is gone, which is no failure of giving it its code."""
        sandbox = self._sandboxes.get(request["sandbox"])
        if sandbox is None:
            return None
        try:
            sandbox.specialise(request, disk, self._mount_namespaces)
            return sandbox.usage()
        except OSError:
            if sandbox.has_ended():
                return None
            raise

    def _weigh(self, request):
        sandbox = self._sandboxes.get(request["sandbox"])
        if sandbox is not None:
            sandbox.control_group.weigh(request["cpuWeight"])
        self._messages.answer(request["id"], {})

    def _kill(self, request):
        sandbox = self._sandboxes.get(request["sandbox"])
        if sandbox is not None:
            sandbox.kill()
        self._messages.answer(request["id"], {})

    def _on_child_gone(self, sandbox, status):
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
        self._messages.event("exit", sandbox=sandbox.name, **sandbox.ending())
        sandbox.discard()
        self._remove_control_group(sandbox.control_group)

    def _new_control_group(self):
        return NoControlGroup() if self._control_groups is None else self._control_groups.new()

    def _remove_control_group(self, control_group):
        self._removing += 1
        self._try_to_remove(control_group, REMOVE_ATTEMPTS)

    def _try_to_remove(self, control_group, attempts):
        if control_group.try_remove() or attempts == 0:
            self._removing -= 1
            self._stop_when_empty()
        else:
            self._loop.later(REMOVE_PAUSE_SECONDS, lambda: self._try_to_remove(control_group, attempts - 1))

    def _on_server_gone(self):
        self._loop.forget(0)
        # Nobody waits for it any more, and what it would start nobody would end.
        self._loop.drop_soon()
        self._ending = True
        self._reserve.close()
        if self._disks is not None:
            self._disks.close(self._stop_when_empty)
        for sandbox in self._sandboxes.values():
            sandbox.kill()
        self._stop_when_empty()

    def _stop_when_empty(self):
        has_disks = self._disks is not None and not self._disks.is_empty
        if self._ending and not self._sandboxes and self._reserve.is_empty and not has_disks and self._removing == 0:
            self._loop.stop()


if __name__ == "__main__":
    # Signals to the server's terminal or service are for the server, which then closes our input.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o022)
    spawn.allow_many_descriptors()
    Launcher(sys.argv[1]).run()

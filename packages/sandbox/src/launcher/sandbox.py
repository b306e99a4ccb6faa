"""One sandbox as the launcher holds it: its processes, its pipes, and what must be given back when they are gone."""

import os
import shutil
import signal

import guardian
import spawn
from channel import Channel


class Sandbox:
    def __init__(self, request):
        self.name = request["sandbox"]
        self.request = request
        self.folder = request["folder"]
        self.pid = None
        self.channel = None
        self.report = b""

    def start(self):
        """Forks. Returns a descriptor on which the new process reports; see `_execute`."""
        os.mkdir(self.folder, 0o711)
        self.channel = Channel(os.path.join(self.folder, "channel"), self.request.get("user"))
        for name in self.request.get("makeFolders", ()):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        reading, writing = os.pipe()
        launcher_pid = os.getpid()
        self.pid = spawn.fork()
        if self.pid == 0:
            self._become_sandbox(launcher_pid, writing)
        os.close(writing)
        self.channel.close_sandbox_ends()
        return reading

    def kill(self):
        """The guardian kills its tree when asked; anything else is killed outright."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM if self.request.get("guarded") else signal.SIGKILL)

    def discard(self):
        """Gives back what the sandbox held, once its processes are gone."""
        if self.channel is not None:
            self.channel.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _become_sandbox(self, launcher_pid, report):
        try:
            os.setsid()
            if self.request.get("guarded"):
                guardian.guard(launcher_pid, lambda: self._execute(report))
            spawn.become_user(self.request.get("user"))
            spawn.die_with(launcher_pid)
            self._execute(report)
        except BaseException as error:  # noqa: BLE001 - nothing may escape into the launcher's code in the child
            _fail(report, error)

    def _execute(self, report):
        """Writes this process's id to the report, which then ends with exec; or adds the reason why exec failed."""
        request, channel = self.request, self.channel
        try:
            os.write(report, f"{os.getpid()}\n".encode())
            spawn.prefer_when_memory_runs_out()
            spawn.apply_resource_limits(request["resourceLimits"])
            os.umask(0o022)
            os.chdir(request["workingDir"])
            placed = {
                0: os.open("/dev/null", os.O_RDONLY),
                1: channel.log,
                2: channel.log,
                spawn.COMMAND_DESCRIPTOR: channel.command,
                spawn.OUTCOME_DESCRIPTOR: channel.outcome,
            }
            report = spawn.place_descriptors(placed, report)
            spawn.forbid_new_privileges()
            os.execve(request["arguments"][0], request["arguments"], request["environment"])
        except BaseException as error:  # noqa: BLE001 - as above
            _fail(report, error)


def _fail(report, error):
    os.write(report, str(error).encode())
    os._exit(1)

"""One sandbox as the launcher holds it: its processes, its pipes, its limits, and what must be given back when they are gone."""

import os
import resource
import shutil
import signal

import guardian
import namespaces
import process_tree
import spawn
from channel import Channel

CODE_FOLDER = "/var/task"
TEMPORARY_FOLDER = "/tmp"


class Sandbox:
    def __init__(self, request, control_group):
        self.name = request["sandbox"]
        self.channel = None
        # The process that we forked: the guardian, or bubblewrap outside its own namespaces.
        self.pid = None
        self.status = None
        self.startup = None
        # To be read to their end: what the new process reports (see `_execute`), and what bubblewrap says about its namespaces.
        self.report = None
        self.info = None
        # Process 1 of the sandbox's own pid namespace, if it has one, and a descriptor that is readable once it is gone.
        self.first_pid = None
        self.first_gone = None
        self._request = request
        self._folder = request["folder"]
        self._control_group = control_group
        self._disk = None
        self._disk_megabytes = None

    @property
    def has_namespaces(self):
        return "infoDescriptor" in self._request

    def start(self):
        """Forks. What becomes of the new process is told by `report` and `info`."""
        os.makedirs(self._folder, 0o711)
        self.channel = Channel(os.path.join(self._folder, "channel"), self._request.get("user"))
        for name in self._request.get("makeFolders", ()):
            os.mkdir(os.path.join(self._folder, name), 0o700)
        if self._control_group is not None:
            self._control_group.create()
            self._control_group.limit(self._request["limits"])
        self.report, report_end = os.pipe()
        self.info, info_end = os.pipe() if self.has_namespaces else (None, None)
        launcher_pid = os.getpid()
        self.pid = spawn.fork()
        if self.pid == 0:
            self._become_sandbox(launcher_pid, report_end, info_end)
        os.close(report_end)
        if info_end is not None:
            os.close(info_end)
        self.channel.close_sandbox_ends()

    def found_first_process(self, pid):
        self.first_pid = pid
        self.first_gone = os.pidfd_open(pid)

    def prepare_disk(self, disks):
        """Makes the file system for `/tmp` in advance, while the sandbox starts."""
        megabytes = self._request.get("temporaryMb")
        if megabytes is not None:
            self._disk, self._disk_megabytes = disks.make(megabytes), megabytes

    def specialise(self, request, disks):
        """Narrows the limits, and mounts code and `/tmp` if the sandbox has a place of its own for them."""
        self._limit(request["limits"])
        mounts = {}
        try:
            if "codeDir" in request:
                mounts[CODE_FOLDER] = namespaces.code_mount(request["codeDir"])
            if "temporaryMb" in request:
                mounts[TEMPORARY_FOLDER] = self._take_disk(disks, request["temporaryMb"])
            if mounts:
                namespaces.attach(self.first_pid, mounts)
        finally:
            for mount in mounts.values():
                os.close(mount)

    def usage(self):
        """Where the server can read how much memory the sandbox uses: a file of its control group, or else about its main process."""
        peak_path = None if self._control_group is None else self._control_group.peak_path()
        return {"peakPath": peak_path} if peak_path is not None else {"pid": self._main_pid()}

    def kill(self):
        """The guardian kills its tree when asked. Killing the first process of a pid namespace kills all others in it."""
        if self.first_gone is not None:
            signal.pidfd_send_signal(self.first_gone, signal.SIGKILL)
        self._signal(signal.SIGTERM if self._request.get("guarded") else signal.SIGKILL)

    def exit_status(self):
        """How the sandbox's main process ended: (code, signal name)."""
        status = self.status
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        code = None if number is not None else os.WEXITSTATUS(status)
        if self.has_namespaces and code is not None and code > 128:
            # Bubblewrap tells of a signal as shells do.
            code, number = None, code - 128
        return code, None if number is None else _signal_name(number)

    def ran_out_of_memory(self):
        return self._control_group is not None and self._control_group.out_of_memory_kills() > 0

    def discard(self):
        """Gives back what the sandbox held, once its processes are gone, except its control group."""
        if self.channel is not None:
            self.channel.close()
        for descriptor in (self._disk, self.first_gone):
            if descriptor is not None:
                os.close(descriptor)
        self._disk = self.first_gone = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def try_remove_control_group(self):
        return self._control_group is None or self._control_group.try_remove()

    def _limit(self, limits):
        if self._control_group is not None:
            self._control_group.limit(limits)
        if self._control_group is None or not self._control_group.limits_memory:
            self._limit_each_process(limits)

    def _limit_each_process(self, limits):
        """The weaker way, without a control group: every process may have so much, and not all of them together."""
        root = self.first_pid or self.pid
        for pid in process_tree.descendants(root):
            resource.prlimit(pid, resource.RLIMIT_DATA, (limits["dataBytes"], limits["dataBytes"]))
            if self.has_namespaces:
                # Counted for each user in each user namespace, so without namespaces it would count the server's own processes.
                resource.prlimit(pid, resource.RLIMIT_NPROC, (limits["processes"], limits["processes"]))

    def _main_pid(self):
        return next(iter(process_tree.descendants(self.first_pid or self.pid)), None)

    def _take_disk(self, disks, megabytes):
        disk = self._disk
        if disk is None or megabytes != self._disk_megabytes:
            return disks.make(megabytes)
        self._disk = None
        return disk

    def _signal(self, number):
        if self.pid is not None:
            os.kill(self.pid, number)

    def _become_sandbox(self, launcher_pid, report, info):
        try:
            os.setsid()
            if self._request.get("guarded"):
                guardian.guard(launcher_pid, lambda: self._execute(report, info))
            spawn.die_with(launcher_pid)
            self._execute(report, info)
        except BaseException as error:  # noqa: BLE001 - nothing may escape into the launcher's code in the child
            _fail(report, error)

    def _execute(self, report, info):
        """Writes this process's id to the report, which then ends with exec; or adds the reason why exec failed."""
        request, channel = self._request, self.channel
        try:
            os.write(report, f"{os.getpid()}\n".encode())
            if self._control_group is not None:
                self._control_group.enter()
            spawn.prefer_when_memory_runs_out()
            spawn.apply_resource_limits(request["resourceLimits"])
            placed = {
                0: os.open("/dev/null", os.O_RDONLY),
                1: channel.log,
                2: channel.log,
                spawn.COMMAND_DESCRIPTOR: channel.command,
                spawn.OUTCOME_DESCRIPTOR: channel.outcome,
            }
            for number, path in request.get("files", {}).items():
                placed[int(number)] = os.open(path, os.O_RDONLY)
            if info is not None:
                placed[request["infoDescriptor"]] = info
            report = spawn.place_descriptors(placed, report)
            os.umask(0o022)
            os.chdir(request["workingDir"])
            parent_pid = os.getppid()
            spawn.become_user(request.get("user"))
            # Changing the user makes the kernel forget whose death we follow.
            spawn.die_with(parent_pid)
            spawn.forbid_new_privileges()
            os.execve(request["arguments"][0], request["arguments"], request["environment"])
        except BaseException as error:  # noqa: BLE001 - as above
            _fail(report, error)


def _signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIGNAL {number}"


def _fail(report, error):
    os.write(report, str(error).encode())
    os._exit(1)

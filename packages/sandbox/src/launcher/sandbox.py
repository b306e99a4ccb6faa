"""One sandbox as the launcher holds it: its processes, its pipes, its limits, and what must be given back when they are gone."""

import os
import resource
import select
import shutil
import signal

import namespaces
import process_tree
import spawn
from channel import Channel

CODE_FOLDER = "/var/task"
TEMPORARY_FOLDER = "/tmp"
# A program that a signal ended has this exit status and the signal's number more.
SIGNAL_STATUS = 128


class Sandbox:
    def __init__(self, request, recruit):
        self.name = request["sandbox"]
        self.control_group = recruit.control_group
        self.channel = None
        # The process that we forked: the guardian, or bubblewrap outside its own namespaces.
        self.pid = recruit.pid
        # What waitpid said about it, once it is gone.
        self.status = None
        self.startup = None
        # Process 1 of the sandbox's own pid namespace, if it has one, and a descriptor that is readable once it is gone.
        self.first_pid = None
        self.first_gone = None
        self._request = request
        self._recruit = recruit
        self._folder = request["folder"]
        self.is_specialised = False

    @property
    def has_namespaces(self):
        return "infoDescriptor" in self._request

    @property
    def starts_in_background(self):
        return self._request.get("inBackground", False)

    def start(self):
        os.makedirs(self._folder, 0o711)
        self.channel = Channel(self._folder, self._request.get("user"))
        for name in self._request.get("makeFolders", ()):
            os.mkdir(os.path.join(self._folder, name), 0o700)
        self.control_group.limited_elsewhere(self.starts_in_background)
        self._recruit.send(self._request)

    def leave_background(self):
        self.control_group.limit(self._request["limits"])

    def found_first_process(self, pid):
        self.first_pid = pid
        self.first_gone = os.pidfd_open(pid)

    def specialise(self, request, disk, mount_namespaces):
        """Narrows the limits, and mounts code and a disk at `/tmp` if the sandbox has a place of its own for them."""
        self.is_specialised = True
        self._limit(request["limits"])
        mounts = {}
        try:
            if "codeDir" in request:
                mounts[CODE_FOLDER] = namespaces.code_mount(request["codeDir"])
            if disk is not None:
                mounts[TEMPORARY_FOLDER] = disk
            if mounts:
                mount_namespaces.attach(self.first_pid, mounts)
        finally:
            if CODE_FOLDER in mounts:
                os.close(mounts[CODE_FOLDER])

    def usage(self):
        """Where the server can read what the sandbox uses: in files of its control group, or else about its main process."""
        peak_path = self.control_group.peak_path()
        if peak_path is None:
            return {"pid": self._main_pid()}
        return {"peakPath": peak_path, "processorPath": self.control_group.processor_path()}

    def kill(self):
        """The guardian kills its tree when asked. Killing the first process of a pid namespace kills all others in it."""
        if self._is_starting() and self.pid is not None:
            # A guardian does not listen yet, and bubblewrap's child does not yet die with its parent.
            process_tree.kill_with_descendants(self.pid)
            return
        if self.first_gone is not None:
            signal.pidfd_send_signal(self.first_gone, signal.SIGKILL)
        self._signal(signal.SIGTERM if self._request.get("guarded") else signal.SIGKILL)

    def ending(self):
        """What is told about the sandbox's end. Its control group must still be there."""
        code, signal_name = self._exit_status()
        return {
            "code": code,
            "signal": signal_name,
            "outOfMemory": self.control_group.out_of_memory_kills() > 0,
            "peakMemoryBytes": self.control_group.peak_bytes(),
        }

    def _exit_status(self):
        """How the main process ended: (code, signal name)."""
        number = os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else None
        code = None if number is not None else os.WEXITSTATUS(self.status)
        if self.has_namespaces and code is not None and SIGNAL_STATUS < code <= SIGNAL_STATUS + signal.SIGRTMAX:
            # Bubblewrap tells of a signal as shells do.
            code, number = None, code - SIGNAL_STATUS
        return code, None if number is None else _signal_name(number)

    def discard(self):
        """Gives back what the sandbox held, once its processes are gone, except its control group."""
        if self.channel is not None:
            self.channel.close()
        if self.first_gone is not None:
            os.close(self.first_gone)
        self.first_gone = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _limit(self, limits):
        self.control_group.limit(limits)
        if not self.control_group.limits_memory:
            self._limit_each_process(limits)

    def _limit_each_process(self, limits):
        """The weaker way, without a control group: every process may have so much, and not all of them together."""
        wanted = {}
        if self.has_namespaces:
            # Counted for each user in each user namespace, so without namespaces it would count the server's own processes.
            wanted[resource.RLIMIT_NPROC] = limits["processes"]
        processes = process_tree.descendants(self.first_pid or self.pid)

        def limit_all():
            # Even root may need to be the same user for this.
            spawn.become_user(self._request.get("user"))
            for pid in processes:
                data_bytes = limits["dataBytes"] + process_tree.untouched_bytes(pid)
                for kind, value in {resource.RLIMIT_DATA: data_bytes, **wanted}.items():
                    resource.prlimit(pid, kind, (value, value))

        spawn.in_child(limit_all)

    def _main_pid(self):
        return next(iter(process_tree.descendants(self.first_pid or self.pid)), None)

    def has_ended(self):
        """Whether its first process has ended, or is just ending: the kernel takes the namespaces from it before it tells anybody."""
        if self.first_gone is None:
            return self.status is not None
        ends = select.poll()
        ends.register(self.first_gone, select.POLLIN)
        return bool(ends.poll(0)) or not namespaces.has_any(self.first_pid)

    def _is_starting(self):
        return not self.startup.is_over or (self.has_namespaces and self.first_gone is None)

    def _signal(self, number):
        if self.pid is not None:
            os.kill(self.pid, number)


def _signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIGNAL {number}"

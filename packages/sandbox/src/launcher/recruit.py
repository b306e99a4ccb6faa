"""A process that is to become a sandbox: forked, limited, and waiting to be told as which.

Moving a process into a control group takes the kernel ten milliseconds or more, without work for anybody, and nobody else can make or
move one meanwhile. So the launcher keeps some recruits in reserve, and each makes its control group itself.
"""

import json
import os

import channel
import guardian
import spawn

READ_BYTES = 65536


class Recruit:
    def __init__(self, control_group):
        self.control_group = control_group
        orders, self._orders = os.pipe()
        # To be read to their end: what the process itself reports (see `_execute`), and what bubblewrap says about its namespaces.
        self.report, report_end = os.pipe()
        self.info, info_end = os.pipe()
        launcher_pid = os.getpid()
        self.pid = spawn.fork()
        if self.pid == 0:
            _become_recruit(launcher_pid, control_group, orders, report_end, info_end)
        for descriptor in (orders, report_end, info_end):
            os.close(descriptor)

    def send(self, request):
        """Makes it the sandbox of this request; its channel must exist."""
        text = json.dumps(request).encode()
        while text:
            text = text[os.write(self._orders, text) :]
        self.close_orders()

    def close_orders(self):
        """A recruit that has got no orders by now ends."""
        if self._orders is not None:
            os.close(self._orders)
        self._orders = None


def _become_recruit(launcher_pid, control_group, orders, report, info):
    """Never returns: nothing may escape into the launcher's code in the child."""
    try:
        # What the launcher holds for other sandboxes would otherwise outlive them in here.
        spawn.close_all_but([0, 1, 2, orders, report, info])
        spawn.die_with(launcher_pid)
        os.setsid()
        control_group.create()
        control_group.enter()
        request = _read_orders(orders)
        if request is None:
            os._exit(0)
        control_group.limit(request["limits"], request.get("inBackground", False))
        if request.get("guarded"):
            guardian.guard(launcher_pid, lambda: _execute(request, report, info))
        _execute(request, report, info)
    except BaseException as error:
        # Where the process's id would stand.
        _fail(report, f"\n{error}")


def _read_orders(orders):
    text = b""
    while True:
        chunk = os.read(orders, READ_BYTES)
        if not chunk:
            os.close(orders)
            return json.loads(text) if text else None
        text += chunk


def _execute(request, report, info):
    """Writes this process's id to the report, which then ends with exec; or adds the reason why exec failed."""
    try:
        os.write(report, f"{os.getpid()}\n".encode())
        spawn.prefer_when_memory_runs_out()
        spawn.apply_resource_limits(request["resourceLimits"])
        report = spawn.place_descriptors(_wanted_descriptors(request, info), report)
        os.chdir(request["workingDir"])
        parent_pid = os.getppid()
        if not request.get("changesUserItself"):
            spawn.become_user(request.get("user"))
        # Changing the user makes the kernel forget whose death we follow.
        spawn.die_with(parent_pid)
        spawn.forbid_new_privileges()
        os.execve(request["arguments"][0], request["arguments"], request["environment"])
    except BaseException as error:
        _fail(report, error)


def _wanted_descriptors(request, info):
    ends = channel.open_sandbox_ends(request["folder"])
    wanted = {
        0: os.open("/dev/null", os.O_RDONLY),
        1: ends["log"],
        2: ends["log"],
        spawn.COMMAND_DESCRIPTOR: ends["command"],
        spawn.OUTCOME_DESCRIPTOR: ends["outcome"],
    }
    for number, path in request.get("files", {}).items():
        wanted[int(number)] = os.open(path, os.O_RDONLY)
    if "infoDescriptor" in request:
        wanted[request["infoDescriptor"]] = info
    return wanted


def _fail(report, error):
    os.write(report, str(error).encode())
    os._exit(1)

"""What `skein doctor` runs in a sandbox: says that it runs, and once it has been given code, what it can see and do from inside."""

import json
import os
import sys

command, outcome = int(sys.argv[1]), int(sys.argv[2])


def status_of_this_process():
    with open("/proc/self/status", encoding="ascii") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)


def can_write(folder):
    try:
        path = os.path.join(folder, "skein-probe")
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        os.unlink(path)
        return True
    except OSError:
        return False


def network_interfaces():
    with open("/proc/net/dev", encoding="ascii") as lines:
        return [line.split(":")[0].strip() for line in list(lines)[2:]]


def sees_more_than(allowed, folder):
    """An interpreter may live in a home folder: it is visible then with the folders that lead to it, and nothing else may be."""
    if (folder + "/").startswith(allowed + "/"):
        return False
    if not (allowed + "/").startswith(folder + "/"):
        return True
    return any(sees_more_than(allowed, os.path.join(folder, name)) for name in os.listdir(folder))


def sees_homes():
    homes = [name for name in os.listdir("/") if name in ("root", "home")]
    return any(sees_more_than(sys.base_prefix, "/" + name) for name in homes)


os.write(outcome, b"ready\n")
code_folder = os.read(command, 4096).decode().strip()
status = status_of_this_process()
facts = {
    "version": "%d.%d.%d" % sys.version_info[:3],
    "user": os.getuid(),
    "capabilities": int(status["CapEff"], 16) | int(status["CapBnd"], 16),
    "noNewPrivileges": status.get("NoNewPrivs") == "1",
    "systemCallFilter": status.get("Seccomp") == "2",
    "processId": os.getpid(),
    "networkInterfaces": network_interfaces(),
    "seesHomes": sees_homes(),
    "writesCode": can_write(code_folder),
    "writesTemporary": can_write(os.environ.get("TMPDIR", "/tmp")),
}
os.write(outcome, json.dumps(facts).encode() + b"\n")

"""What happens between fork and exec, in the new process."""

import fcntl
import os
import resource
import signal
import sys

import kernel

# High, so that they are out of the way of what user code opens, and below SANDBOX_OPEN_FILES_MAX (1,024).
COMMAND_DESCRIPTOR = 1022
OUTCOME_DESCRIPTOR = 1023
# Anything that is to be inherited is first moved here, out of the way of the numbers it is placed on.
PARKING_FIRST = 900
DESCRIPTORS_NEEDED = OUTCOME_DESCRIPTOR + 1
REASON_BYTES = 4096


def fork():
    """As os.fork, and the child has this process's signal handling undone: exec passes ignored signals and masks on."""
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return pid


def in_child(action):
    """Does something in a short-lived process. Raises OSError with what went wrong there."""
    reading, writing = os.pipe()
    child = fork()
    if child == 0:
        try:
            action()
        except BaseException as error:  # nothing may escape into the launcher's code in the child
            os.write(writing, str(error).encode() or b"unknown error")
        os._exit(0)
    os.close(writing)
    reason = os.read(reading, REASON_BYTES)
    os.close(reading)
    os.waitpid(child, 0)
    if reason:
        raise OSError(reason.decode(errors="replace"))


def place_descriptors(placed, failure):
    """Puts descriptors on the numbers the program expects, {number: descriptor}, and closes all others.

    Only `failure`, where a failing exec is reported, stays open until exec; returns its number.
    """
    parked = {}
    for number, descriptor in placed.items():
        parked[number] = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, PARKING_FIRST)
    parked_failure = fcntl.fcntl(failure, fcntl.F_DUPFD_CLOEXEC, PARKING_FIRST)
    for number, descriptor in parked.items():
        os.dup2(descriptor, number, inheritable=True)
    close_all_but([*placed, parked_failure])
    return parked_failure


def close_all_but(kept):
    first = 0
    for number in sorted(kept):
        # An empty range would close everything: os.closerange(0, 0) asks the kernel for 0 to -1.
        if first < number:
            os.closerange(first, number)
        first = number + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def allow_many_descriptors():
    """Raises this process's own limit as far as it may: it holds some descriptors for each sandbox. Exits when it may not have enough."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard == resource.RLIM_INFINITY else max(hard, DESCRIPTORS_NEEDED)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
    except (OSError, ValueError):
        sys.exit(f"only {hard} files may be open at once, and sandboxes need {DESCRIPTORS_NEEDED}: raise the limit (ulimit -n)")


def apply_resource_limits(limits):
    """Limits by their RLIMIT_ name without the prefix; never above what this process may set."""
    for name, value in limits.items():
        kind = getattr(resource, "RLIMIT_" + name)
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def become_user(user):
    if user is not None:
        os.setgroups([])
        os.setresgid(user["gid"], user["gid"], user["gid"])
        os.setresuid(user["uid"], user["uid"], user["uid"])


def prefer_when_memory_runs_out():
    """When the whole machine runs out of memory, a sandbox is the better victim than the server."""
    score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    os.write(score, b"500")
    os.close(score)


def die_with(parent_pid, death_signal=signal.SIGKILL):
    kernel.prctl(kernel.PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent_pid:
        # The parent died before the kernel knew that we wanted to follow.
        os._exit(1)


def forbid_new_privileges():
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)

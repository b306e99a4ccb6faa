"""Keeps together the processes of a sandbox that has no pid namespace.

A guardian stands between the launcher and the sandbox's main process. Orphans in its tree become its children, so it can kill
everything the sandbox ever started, also what left the session. It ends, as the main process did, when all of them are gone.
"""

import os
import signal

import kernel
import process_tree
import spawn

CHILD_SIGNALS = (signal.SIGTERM, signal.SIGCHLD)


def guard(launcher_pid, run_main):
    """Runs `run_main` in a child and does not return. SIGTERM, also on the launcher's death, kills the whole tree."""
    signal.pthread_sigmask(signal.SIG_BLOCK, CHILD_SIGNALS)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    guardian_pid = os.getpid()
    main_pid = spawn.fork()
    if main_pid == 0:
        spawn.die_with(guardian_pid)
        run_main()
    os.closerange(0, os.sysconf("SC_OPEN_MAX"))
    spawn.die_with(launcher_pid, signal.SIGTERM)
    _end_as(_wait_for_all(main_pid))


def _wait_for_all(main_pid):
    main_status = None
    ending = False
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return main_status
        if pid == main_pid:
            main_status = status
            ending = True
        if ending:
            _kill_tree(os.getpid())
        if pid == 0 and signal.sigwaitinfo(CHILD_SIGNALS).si_signo == signal.SIGTERM:
            ending = True
            _kill_tree(os.getpid())


def _kill_tree(root_pid):
    for pid in process_tree.descendants(root_pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _end_as(status):
    """Ends this process the way the main process ended, so that the launcher sees the sandbox's own status."""
    if status is not None and os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        spawn.apply_resource_limits({"CORE": 0})
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
        os.kill(os.getpid(), number)
    os._exit(1 if status is None else os.WEXITSTATUS(status))

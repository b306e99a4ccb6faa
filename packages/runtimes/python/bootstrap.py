"""Runs a Python function inside a sandbox. Started as `python3 -I -S bootstrap.py <commandFd> <outcomeFd>`; see PROTOCOL.md.

The host is greeted before anything is imported: the rest is loaded while the host prepares the function's code.
"""

import posix
import sys

READY = 0x81


def greet(outcome_fd):
    payload = b'{"protocol":1,"runtime":"python","version":"%d.%d.%d"}' % sys.version_info[:3]
    header = len(payload).to_bytes(4, "little") + bytes((READY, 0, 0, 0)) + bytes(4)
    posix.write(outcome_fd, header + payload)


def main():
    command_fd, outcome_fd = int(sys.argv[1]), int(sys.argv[2])
    # Programs that the function starts must not hold the pipes to the host.
    posix.set_inheritable(command_fd, False)
    posix.set_inheritable(outcome_fd, False)
    greet(outcome_fd)
    # Only the package is found this way, and its own modules later through it: the function's search path is free of the runtime.
    runtime_dir = __file__.rpartition("/")[0]
    sys.path.insert(0, runtime_dir)
    from skein_runtime.serve import run

    sys.path.remove(runtime_dir)
    run(command_fd, outcome_fd)


if __name__ == "__main__":
    main()

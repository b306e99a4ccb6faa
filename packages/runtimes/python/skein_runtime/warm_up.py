"""Imports what many functions will import, while nobody waits: in a sandbox that stands in the pool, not in one that is needed at once."""

from select import POLLIN, poll

# A sandbox that was started because a call waits gets its code well before this.
IDLE_MS = 50

# In small steps, so that a function that comes meanwhile waits for one of them at most.
MODULES = (
    "enum",
    "functools",
    "collections",
    "re",
    "json",
    "datetime",
    "contextlib",
    "tokenize",
    "traceback",
    "threading",
    "string",
    "logging",
    "skein_runtime.errors",
)


def warm_up(command_fd):
    commands = poll()
    commands.register(command_fd, POLLIN)
    wait_ms = IDLE_MS
    for name in MODULES:
        if commands.poll(wait_ms):
            return
        wait_ms = 0
        __import__(name)

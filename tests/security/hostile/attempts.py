"""How an attempt is written down and carried out.

An attempt is a function of what the test tells it about the world outside, registered by the name it has in the isolation table. It
returns what it got hold of, or raises OSError or ValueError with what stopped it. Anything else it raises is a mistake in the attempt,
and never counts as having been stopped.
"""

import errno
import json
import os
import signal
import traceback

ATTEMPTS = {}
ANSWER_BYTES = 65536
NOT_IN_THIS_KERNEL = (errno.ENOSYS, errno.EOPNOTSUPP, errno.EAFNOSUPPORT, errno.ESOCKTNOSUPPORT)


class Stopped(Exception):
    """None of several ways worked: the errors of all of them."""

    def __init__(self, errors):
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


def attempt(name):
    def register(function):
        ATTEMPTS[name] = function
        return function

    return register


def any_of(*ways):
    """What the first way got hold of that works."""
    return first_of(ways)


def first_of(ways):
    errors = []
    for way in ways:
        try:
            found = way()
        except Stopped as stopped:
            errors.extend(stopped.errors)
        except (OSError, ValueError) as error:
            errors.append(error)
        else:
            if found:
                return found
            errors.append(OSError(errno.ENOENT, "nothing there"))
    raise Stopped(errors)


def carry_out(name, world):
    """Carries out an attempt in a process of its own, so that it may do to itself whatever it likes."""
    return in_child(lambda: outcome_of(ATTEMPTS[name], world))


def in_child(work):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    os.set_blocking(reading, False)
    try:
        answer = os.read(reading, ANSWER_BYTES)
    except BlockingIOError:
        answer = b""
    os.close(reading)
    if answer:
        return json.loads(answer)
    return killed(status)


def outcome_of(function, world):
    try:
        found = function(world)
    except Stopped as stopped:
        return failed(stopped, stopped.errors)
    except (OSError, ValueError) as error:
        return failed(error, [error])
    except BaseException:
        return {"outcome": "mistake", "detail": traceback.format_exc()}
    if found:
        return {"outcome": "succeeded", "detail": str(found)}
    return {"outcome": "failed", "detail": "nothing there"}


def failed(reason, errors):
    """An attempt at what the kernel does not have says nothing about what would stop it."""
    missing = all(getattr(error, "errno", None) in NOT_IN_THIS_KERNEL for error in errors)
    return {"outcome": "not here" if missing else "failed", "detail": str(reason)}


def killed(status):
    """SIGSYS is the system call filter's, SIGKILL the memory limit's. Anything else is a mistake in the attempt."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    outcome = "failed" if number in (signal.SIGSYS, signal.SIGKILL) else "mistake"
    return {"outcome": outcome, "detail": f"ended with status {status}, signal {number}"}

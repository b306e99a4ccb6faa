"""The handler of task functions: opens the registered callable once, then calls it with pickled arguments.

Everything is a pickle in Base64. Here is the only place where Skein opens one.
"""

import os
import pickle
from base64 import b64decode, b64encode
from importlib import import_module

FUNCTION_FILE = "function.pickle"
SERIALIZER_VARIABLE = "SKEIN_TASK_SERIALIZER"


class TaskExit(Exception):
    """The function asked the interpreter to end, which ends the task and not the sandbox."""


def open_pickle(data):
    """What dill wrote needs dill's own rules for what `__main__` means; of what cloudpickle wrote, any pickle knows what to import."""
    if b"dill" in data:
        return import_module("dill").loads(data)
    return pickle.loads(data)


def open_function():
    with open(FUNCTION_FILE, "rb") as file:
        opened = open_pickle(file.read())
    if not callable(opened):
        raise TypeError(f"what was registered cannot be called: it is of type {type(opened).__name__}")
    return opened


serializer = import_module(os.environ.get(SERIALIZER_VARIABLE, "dill"))
function = open_function()


def call(payload, _context):
    """The pickled result. Without a payload the function is only opened, which has happened above."""
    if payload is None:
        return None
    try:
        return encode(run(payload))
    except BaseException as error:  # noqa: BLE001 -- the function's own code ran
        raise describe(error) from None


def run(payload):
    args, kwargs = open_pickle(b64decode(payload))
    result = function(*args, **kwargs)
    if hasattr(result, "__await__"):
        from skein_runtime.event_loop import wait_for

        result = wait_for(result)
    return result


def encode(value):
    return b64encode(serializer.dumps(value)).decode()


def describe(error):
    """The exception to answer with: the function's own, with its pickle and its whole traceback added to the error document."""
    from skein_runtime.errors import FIELDS_ATTRIBUTE, full_traceback

    fields = {"exception": encode_exception(error), "traceback": full_traceback(error)}
    if not isinstance(error, Exception):
        error = TaskExit(f"{type(error).__name__}: {error}").with_traceback(error.__traceback__)
    error.__dict__[FIELDS_ATTRIBUTE] = fields
    return error


def encode_exception(error):
    """One that does not survive the journey, such as one with a lock in it, becomes a RuntimeError that names it."""
    try:
        encoded = encode(error)
        # Exceptions with constructors of their own can often be written but not read.
        if isinstance(open_pickle(b64decode(encoded)), BaseException):
            return encoded
    except BaseException:  # noqa: BLE001 -- whatever the exception's own methods raise
        pass
    from skein_runtime.errors import message_of

    return encode(RuntimeError(f"{type(error).__name__}: {message_of(error)}"))

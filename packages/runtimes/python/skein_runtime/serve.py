"""The life of a sandbox: wait for a function, load it, answer its invocations."""

import builtins
import os
import sys
from os import getpid

from skein_runtime import loader, log_setup
from skein_runtime.channel import DRAIN, INIT, INIT_FAILED, INITIALISED, INVOKE, Channel
from skein_runtime.function import Function
from skein_runtime.json_text import parse
from skein_runtime.output import flush_output, open_output
from skein_runtime.warm_up import warm_up


def run(command_fd, outcome_fd):
    prepare_process()
    warm_up(command_fd)
    serve(Channel(command_fd, outcome_fd), getpid())


def prepare_process():
    open_output()
    # What the `site` module would have defined; -S leaves it out.
    builtins.exit = builtins.quit = leave
    # The function finds a main module as in a program of its own, not the runtime's.
    own_main = sys.modules["__main__"]
    main = sys.modules["__main__"] = type(sys)("__main__")
    main.__file__ = own_main.__file__
    sys.argv = [own_main.__file__]


def leave(code=None):
    raise SystemExit(code)


def serve(channel, process_id):
    function = None
    while True:
        frame = channel.receive()
        if frame is None or frame[0] == DRAIN:
            flush_output()
            # Threads of the function must not hold up the end.
            os._exit(0)
        kind, invocation, payload = frame
        if kind == INVOKE:
            channel.invocation = invocation
            answer, document = function.answer(payload)
        elif kind == INIT:
            function, error = initialise(payload, channel)
            answer, document = (INITIALISED, b"") if error is None else (INIT_FAILED, error)
        else:
            continue
        flush_output()
        # A child that the function forked comes out here too; only the sandbox's own process answers.
        if getpid() != process_id:
            os._exit(0)
        channel.end_calls()
        channel.send(answer, invocation, document)


def initialise(payload, channel):
    """(function, None), or (None, error document)."""
    init = parse(payload.decode())
    loader.enter_function(init)
    function = Function(init, channel)
    log_setup.install(function)
    function.handler, error = loader.load_handler(init["handler"])
    return function, None if error is None else function.load_failure(error)

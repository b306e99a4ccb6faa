"""Calls a Lambda-style handler where Lambda is not. The function's own files are as they were, in a folder that the settings name."""

import contextlib
import importlib
import json
import os
import pkgutil
import resource
import sys
import threading
import time
import traceback
import types

FOLDER = os.path.dirname(os.path.abspath(__file__))
# The handler and its settings are those of the package, so that a platform needs nothing but its files.
with open(os.path.join(FOLDER, "skein_settings.json"), encoding="utf-8") as settings_file:
    SETTINGS = json.load(settings_file)
CODE_FOLDER = os.path.normpath(os.path.join(FOLDER, SETTINGS["codeFolder"]))


class Context:
    """What Lambda's context has, as far as other platforms can tell."""

    identity = None
    function_version = "$LATEST"

    def __init__(self, request_id, client_context=None):
        self.aws_request_id = self.request_id = request_id
        self.function_name = SETTINGS["functionName"]
        self.memory_limit_in_mb = str(SETTINGS["memoryMb"])
        self.client_context = client_context and types.SimpleNamespace(
            **{"custom": None, "env": None, "client": None, **json.loads(client_context)}
        )
        self._deadline = time.monotonic() + SETTINGS["timeoutSeconds"]

    def get_remaining_time_in_millis(self):
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def load_handler():
    """(handler, None), or (None, what answers every call) when the function's code cannot be loaded."""
    name = SETTINGS["handler"]
    module_name, _, attribute = name.rpartition(".")
    enter_code_folder()
    try:
        module_name = module_name.replace("/", ".")
        with own_names_hidden():
            return getattr(importlib.import_module(module_name), attribute), None
    except SyntaxError as error:
        return None, failure("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}")
    except ImportError as error:
        return None, failure("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
    except AttributeError as error:
        if attribute and error.name == attribute:
            return None, failure("Runtime.HandlerNotFound", f"Handler '{attribute}' missing on module '{module_name}'")
        return None, raised(error, "")
    except Exception as error:  # noqa: BLE001 -- the function's own code runs here
        return None, raised(error, "")


def enter_code_folder():
    """Where a function is on Lambda, and looks for its files and, before the platform's own, for its modules."""
    os.environ["LAMBDA_TASK_ROOT"] = CODE_FOLDER
    os.chdir(CODE_FOLDER)
    if CODE_FOLDER not in sys.path:
        sys.path.insert(0, CODE_FOLDER)
    for name in os.listdir(CODE_FOLDER):
        shared = getattr(sys.modules.get(name), "__path__", None)
        if shared is not None:
            # A library of the platform may have a namespace, such as `azure` or `google`, of which the function brings another part.
            sys.modules[name].__path__ = pkgutil.extend_path(list(shared), name)


@contextlib.contextmanager
def own_names_hidden():
    """The function's modules may have the names of those beside this one, such as `main`, and come first then."""
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    hidden = {name: sys.modules.pop(name) for name, file in files.items() if file and os.path.dirname(file) == FOLDER != CODE_FOLDER}
    try:
        yield
    finally:
        for name, module in hidden.items():
            sys.modules.setdefault(name, module)


def run(body, context):
    """(HTTP status, document as UTF-8) of a call whose event is JSON text."""
    began, busy = time.monotonic(), processor_seconds()
    status, document = answer(body, context)
    print_usage(context.aws_request_id, time.monotonic() - began, processor_seconds() - busy)
    return status, document


def answer(body, context):
    if LOAD_FAILURE is not None:
        return 500, LOAD_FAILURE
    try:
        event = json.loads(body or b"{}", parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        return 400, failure("InvalidRequestContentException", f"Could not parse request body into json: {error}")
    try:
        result = HANDLER(event, context)
        if hasattr(result, "__await__"):
            error, result = wait_for(result)
            if error is not None:
                return 500, raised(error, context.aws_request_id)
    except Exception as error:  # noqa: BLE001 -- the function's own code runs here
        return 500, raised(error, context.aws_request_id)
    return write(result, context.aws_request_id)


def wait_for(awaitable):
    """(error, value) of what it comes to, on a loop that each thread keeps from call to call, as clients that a function keeps expect."""
    import asyncio

    if not hasattr(THREAD, "loop"):
        THREAD.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(THREAD.loop)

    return THREAD.loop.run_until_complete(settle(awaitable))


async def settle(awaitable):
    """Caught here, an error has a stack that begins in the function's own code."""
    from asyncio import CancelledError

    try:
        return None, await awaitable
    except (Exception, CancelledError) as error:  # noqa: BLE001 -- the function's own code runs here
        return error, None


def write(result, request_id):
    if isinstance(result, bytes):
        return 200, result
    try:
        return 200, encode(result)
    except Exception as error:  # noqa: BLE001 -- whatever the result's own methods raise
        return 500, failure("Runtime.MarshalError", f"Unable to marshal response: {error}", request_id)


def encode(value):
    """As UTF-8; a text with half a surrogate pair has none and is written in ASCII."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=refuse_value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, default=refuse_value).encode()


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def refuse_value(value):
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def raised(error, request_id):
    """The document of what the function raised. Its stack begins in the function's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    while frames and (frames[0].filename == __file__ or frames[0].filename.startswith("<frozen importlib")):
        del frames[0]
    stack = traceback.format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames])
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 -- the function's own exception classes may fail at anything
        message = ""
    return failure(type(error).__name__, message, request_id, stack)


def failure(error_type, message, request_id="", stack=()):
    print(f"[ERROR] {error_type}: {message}\nTraceback (most recent call last):\n{''.join(stack)}")
    return encode({"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": list(stack)})


def processor_seconds():
    """Of this process with all its threads, and of the programs that it ran to their end."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


def print_usage(request_id, seconds, processor_seconds):
    """One line by which the call is found in the platform's log. Calls at the same time share their processor time."""
    usage = {
        "type": "skein.usage",
        "requestId": request_id,
        "durationMs": round(seconds * 1000, 3),
        "processorMs": round(processor_seconds * 1000, 3),
        "maxMemoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    # What a function prints need not end with a line's end, and the usage must stand at the beginning of one.
    print(f"\n{json.dumps(usage)}", flush=True)


THREAD = threading.local()
HANDLER, LOAD_FAILURE = load_handler()

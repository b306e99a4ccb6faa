"""Error documents and their log lines, in the shapes of Lambda's Python runtime. Imported when something goes wrong."""

import traceback

from skein_runtime.json_text import encode
from skein_runtime.output import write_log

# Where the handler of tasks leaves what it adds to the document of an exception.
FIELDS_ATTRIBUTE = "__skein_fields__"
CLASS_NAME = type.__dict__["__name__"]


def error_document(error_type, message, request_id="", stack=(), fields=None):
    """The JSON text of an error, which is also logged. `stack` has one text for each frame; `fields` are added to the text."""
    head = f"[ERROR] {error_type}: {message}" if message else f"[ERROR] {error_type}"
    document = {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": list(stack)}
    text = encode({**fields, **document} if fields else document)
    write_log(f"{head}\nTraceback (most recent call last):\n{''.join(stack)}")
    return text


def exception_document(error, request_id=""):
    """The document of what the function raised. Its stack begins in the function's own code."""
    name, message = class_name_of(error), message_of(error)
    try:
        return error_document(name, message, request_id, stack_of(error.__traceback__), error.__dict__.get(FIELDS_ATTRIBUTE))
    except Exception:  # noqa: BLE001 -- the function's own exception classes may fail at anything
        return error_document(name, message, request_id)


def too_large_document(limit_bytes):
    message = f"Response payload size exceeded maximum allowed payload size ({limit_bytes} bytes)."
    return encode({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message})


def class_name_of(error):
    """Whatever the class of the class says about its name."""
    return CLASS_NAME.__get__(type(error))


def message_of(error):
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 -- the function's own exception classes may fail at anything, also by an exit
        return ""


def full_traceback(error):
    """What Python would print of an exception, with its causes, from the function's own code on."""
    return "".join(traceback.TracebackException(type(error), error, own_part(error.__traceback__)).format())


def own_part(trace):
    """The part of a traceback that begins in the function's own code."""
    while trace is not None and is_own(trace.tb_frame):
        trace = trace.tb_next
    return trace


def stack_of(trace):
    frames = traceback.extract_tb(own_part(trace))
    # As plain tuples they are written without the marks below the line that newer versions add; Lambda has none either.
    return traceback.format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames])


def is_own(frame):
    return frame.f_globals.get("__package__") == __package__


def load_failure(handler, error):
    """The document for code that cannot be loaded, by what was raised while it was tried."""
    module_name = handler.rpartition(".")[0]
    if isinstance(error, SyntaxError):
        stack = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        return error_document("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {message_of(error)}", "", stack)
    if isinstance(error, ImportError):
        return error_document("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {message_of(error)}")
    return exception_document(error)

"""Loads a function's handler and calls it: results and errors in the shapes of Lambda's Python runtime."""

import json
import os
import sys

RUNTIME_DIR = os.path.dirname(os.path.abspath(__file__))


class Context:
    """What a handler gets as its second argument."""

    __slots__ = (
        "function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id",
        "log_group_name", "log_stream_name", "identity", "client_context", "_deadline_ms",
    )

    @property
    def request_id(self):
        return self.aws_request_id

    def get_remaining_time_in_millis(self):
        import time

        return max(int(self._deadline_ms - time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(message if isinstance(message, str) else str(message))


class Record:
    """Attributes by name, for the parts of a client context and for an identity."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        fields = ",".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}([{fields}])"


class ClientContext(Record):
    pass


class Client(Record):
    pass


class CognitoIdentity(Record):
    pass


CLIENT_FIELDS = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class Function:
    def __init__(self, handler, init):
        self.handler = handler
        self.init = init
        self.loop = None
        self.request_id = ""

    def call(self, event, request_id, deadline_ms, extras):
        """(failed, JSON bytes)."""
        self.request_id = request_id
        if extras is not None and "traceId" in extras:
            os.environ["_X_AMZN_TRACE_ID"] = extras["traceId"]
        try:
            result = self.handler(event, self.context(request_id, deadline_ms, extras))
            if hasattr(result, "__await__"):
                result = self.wait_for(result)
        except Exception as error:
            return True, exception_document(error, request_id)
        return self.encode(result, request_id)

    def wait_for(self, awaitable):
        import asyncio

        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        return self.loop.run_until_complete(awaitable)

    def encode(self, result, request_id):
        try:
            document = json.dumps(result, allow_nan=False).encode("ascii")
        except Exception as error:  # Whatever a user's object raises while it is being turned into JSON.
            return True, error_document("Runtime.MarshalError", f"Unable to marshal response: {error}", request_id, [])
        limit = self.init["maxResponseBytes"]
        if len(document) > limit:
            document = json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(document) > limit:
            message = f"Response payload size exceeded maximum allowed payload size ({limit} bytes)."
            return True, error_document("Function.ResponseSizeTooLarge", message)
        return False, document

    def context(self, request_id, deadline_ms, extras):
        init = self.init
        context = Context()
        context.function_name = init["functionName"]
        context.function_version = init["functionVersion"]
        context.invoked_function_arn = init["invokedFunctionArn"]
        context.memory_limit_in_mb = str(init["memoryMb"])
        context.log_group_name = init["logGroup"]
        context.log_stream_name = init["logStream"]
        context.aws_request_id = request_id
        context._deadline_ms = deadline_ms
        context.identity = CognitoIdentity(cognito_identity_id=None, cognito_identity_pool_id=None)
        context.client_context = None
        if extras is not None:
            context.invoked_function_arn = extras.get("invokedFunctionArn", context.invoked_function_arn)
            context.client_context = client_context(extras.get("clientContext"))
        return context


def client_context(value):
    if not isinstance(value, dict):
        return None
    client = value.get("client")
    if isinstance(client, dict):
        client = Client(**{field: client.get(field) for field in CLIENT_FIELDS})
    return ClientContext(custom=value.get("custom"), env=value.get("env"), client=client)


def load_function(init):
    """(function, None), or (None, error document) when the code cannot be loaded."""
    os.environ.clear()
    os.environ.update(init["environment"])
    import time

    time.tzset()
    sys.path.insert(0, init["codeDir"])
    os.chdir(init["codeDir"])
    function = Function(None, init)
    from log_setup import install_log_setup

    install_log_setup(function)
    function.handler, error = find_handler(init["handler"])
    return (function, None) if error is None else (None, error)


def find_handler(handler):
    module_name, separator, attribute = handler.rpartition(".")
    if not separator:
        message = f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"
        return None, error_document("Runtime.MalformedHandlerName", message, "", [])
    module_name = module_name.replace("/", ".")
    try:
        __import__(module_name)
    except SyntaxError as error:
        stack = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        return None, error_document("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", "", stack)
    except ImportError as error:
        return None, error_document("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}", "", [])
    except Exception as error:
        return None, exception_document(error, "")
    found = getattr(sys.modules[module_name], attribute, None)
    if found is None:
        message = f"Handler '{attribute}' missing on module '{module_name}'"
        return None, error_document("Runtime.HandlerNotFound", message, "", [])
    return found, None


def exception_document(error, request_id):
    """The document of what user code raised; its stack starts at the user's own code."""
    import traceback

    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if is_user_frame(frame.filename)]
    stack = traceback.format_list(frames)
    return error_document(type(error).__name__, str(error), request_id, stack)


def is_user_frame(file_name):
    return not file_name.startswith((RUNTIME_DIR, "<frozen importlib"))


def error_document(error_type, message, request_id=None, stack=None):
    document = {"errorMessage": message, "errorType": error_type}
    if request_id is not None:
        document["requestId"] = request_id
    if stack is not None:
        document["stackTrace"] = stack
        trace = "Traceback (most recent call last):\n" + "".join(stack) if stack else "Traceback (most recent call last):"
        sys.stdout.write(f"[ERROR] {error_type}: {message}\n{trace.rstrip()}\n")
    return json.dumps(document).encode("ascii")

"""What a simulated Azure calls: it finds the function by its function.json, and calls it with what the Python worker would give it."""

import importlib
import json
import os
import sys
import types

from skein_platform_request import Headers, client_context_of

FOLDER = "skein_function"
DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), FOLDER)


class HttpRequest:
    def __init__(self, method, url, *, headers=None, body=b""):
        self.method = method
        self.url = url
        self.headers = Headers(headers or {})
        self._body = body

    def get_body(self):
        return self._body

    def get_json(self):
        return json.loads(self._body)


class HttpResponse:
    def __init__(self, body=None, *, status_code=None, headers=None, mimetype=None, charset=None):
        self.status_code = 200 if status_code is None else status_code
        self.headers = headers or {}
        self.mimetype = mimetype or "text/plain"
        self._body = body.encode(charset or "utf-8") if isinstance(body, str) else body or b""

    def get_body(self):
        return self._body


class Context:
    """Of one execution."""

    def __init__(self, invocation_id):
        self.invocation_id = invocation_id
        self.function_name = FOLDER
        self.function_directory = DIRECTORY


def provide_library():
    """The worker brings `azure.functions` with it, whatever else of `azure` the package has."""
    library = types.ModuleType("azure.functions")
    library.HttpRequest, library.HttpResponse, library.Context = HttpRequest, HttpResponse, Context
    try:
        azure = importlib.import_module("azure")
    except ImportError:
        azure = sys.modules["azure"] = types.ModuleType("azure")
        azure.__path__ = []
    azure.functions = sys.modules["azure.functions"] = library


def find_function():
    with open(os.path.join(DIRECTORY, "function.json"), encoding="utf-8") as description:
        function = json.load(description)
    module_name = function["scriptFile"].removesuffix(".py")
    module = importlib.import_module(FOLDER if module_name == "__init__" else f"{FOLDER}.{module_name}")
    [request] = [binding["name"] for binding in function["bindings"] if binding["direction"] == "in"]
    return getattr(module, function.get("entryPoint", "main")), request


provide_library()
MAIN, REQUEST_NAME = find_function()


def handler(event, context):
    request = HttpRequest("POST", "/api/invoke", headers={"Content-Type": "application/json"}, body=json.dumps(event).encode())
    request.headers.add("X-Skein-Client-Context", client_context_of(context))
    response = MAIN(**{REQUEST_NAME: request, "context": Context(context.aws_request_id)})
    # As bytes, an answer is left as it is.
    return b"[%d, " % response.status_code + response.get_body() + b"]"

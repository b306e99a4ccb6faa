"""What a simulated Google Cloud calls: it finds the HTTP function in main.py, and gives it what the functions framework would give it."""

import importlib.util
import json
import os
import sys

from skein_platform_request import Headers, client_context_of

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "main.py")


class Request:
    """The part of a Flask request that says what was posted."""

    method = "POST"

    def __init__(self, body, headers):
        self.headers = headers
        self._body = body

    def get_data(self):
        return self._body

    def get_json(self):
        return json.loads(self._body)


def load_main():
    """As the functions framework does it."""
    spec = importlib.util.spec_from_file_location("main", FILE)
    sys.modules["main"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.skein


SKEIN = load_main()


def handler(event, context):
    headers = Headers({"Content-Type": "application/json", "Function-Execution-Id": context.aws_request_id})
    headers.add("X-Skein-Client-Context", client_context_of(context))
    document, status, _headers = SKEIN(Request(json.dumps(event).encode(), headers))
    # As bytes, an answer is left as it is.
    return b"[%d, " % status + document + b"]"

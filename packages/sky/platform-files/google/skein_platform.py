"""What a simulated Google Cloud calls: it finds the HTTP function in main.py, and calls it with what the functions framework would give it."""

import json

from skein_platform_request import Headers, client_context_of
import main


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


def handler(event, context):
    headers = Headers({"Content-Type": "application/json", "Function-Execution-Id": context.aws_request_id})
    headers.add("X-Skein-Client-Context", client_context_of(context))
    document, status, _headers = main.skein(Request(json.dumps(event).encode(), headers))
    # As bytes, an answer is left as it is.
    return b"[%d, " % status + document + b"]"

"""What Google's functions framework loads: an HTTP function, which is called with a Flask request."""

import uuid

import skein_lambda


def skein(request):
    context = skein_lambda.Context(request_id_of(request.headers), request.headers.get("X-Skein-Client-Context"))
    status, document = skein_lambda.run(request.get_data(), context)
    return document, status, {"Content-Type": "application/json"}


def request_id_of(headers):
    """First generation: an id for each execution. Second: the trace that the platform's own request log carries."""
    trace = headers.get("X-Cloud-Trace-Context", "").partition("/")[0]
    return headers.get("Function-Execution-Id") or trace or str(uuid.uuid4())

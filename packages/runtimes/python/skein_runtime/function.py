"""A loaded function: calls the handler, and turns what comes of it into an answer."""

import os
from struct import Struct

from skein_runtime.channel import ERROR, INVALID_EVENT, RESULT
from skein_runtime.context import common_fields, make_context
from skein_runtime.json_text import encode, parse

INVOKE_PREFIX = Struct("<36sQI")
PREFIX_BYTES = INVOKE_PREFIX.size
TRACE_VARIABLE = "_X_AMZN_TRACE_ID"


class Function:
    def __init__(self, init, channel):
        self.handler = None
        self.request_id = ""
        self.common_fields = common_fields(init, channel)
        self.max_response_bytes = init["maxResponseBytes"]
        self.traced = False

    def answer(self, payload):
        """(frame type, payload) that answer the payload of an INVOKE."""
        kind, document = self.run(payload)
        if len(document) > self.max_response_bytes:
            return ERROR, self.too_large()
        return kind, document

    def load_failure(self, document):
        """The document of what is wrong with the code, which is an answer too."""
        return self.too_large() if len(document) > self.max_response_bytes else document

    def too_large(self):
        from skein_runtime.errors import too_large_document

        return too_large_document(self.max_response_bytes)

    def run(self, payload):
        request_id, deadline_ms, extras_bytes = INVOKE_PREFIX.unpack_from(payload)
        event_start = PREFIX_BYTES + extras_bytes
        try:
            extras = parse(payload[PREFIX_BYTES:event_start].decode()) if extras_bytes else None
            event = parse(payload[event_start:].decode())
        except (ValueError, RecursionError) as error:
            return INVALID_EVENT, str(error).encode("utf-8", "backslashreplace")
        self.request_id = request_id = request_id.decode()
        self.trace(extras)
        context = make_context(self.common_fields, request_id, deadline_ms, extras)
        try:
            result = self.handler(event, context)
            if hasattr(result, "__await__"):
                from skein_runtime.event_loop import wait_for

                result = wait_for(result)
        except Exception as error:  # noqa: BLE001 -- the function's own code runs here
            from skein_runtime.errors import exception_document

            return ERROR, exception_document(error, request_id)
        return self.write(result)

    def trace(self, extras):
        """The variable by which AWS's libraries know the trace that this call belongs to."""
        trace_id = extras.get("traceId") if extras else None
        if trace_id is not None:
            os.environ[TRACE_VARIABLE] = trace_id
        elif self.traced:
            os.environ.pop(TRACE_VARIABLE, None)
        self.traced = trace_id is not None

    def write(self, result):
        # As in AWS's runtime, bytes are the answer as they are: the function has written its document itself.
        if isinstance(result, bytes):
            return RESULT, result
        try:
            document = encode(result)
            # Too large may mean too many spaces; an event of full size must find its way back.
            return RESULT, document if len(document) <= self.max_response_bytes else encode(result, compact=True)
        except Exception as error:  # noqa: BLE001 -- whatever the result's own methods raise
            from skein_runtime.errors import error_document, message_of

            return ERROR, error_document("Runtime.MarshalError", f"Unable to marshal response: {message_of(error)}", self.request_id)

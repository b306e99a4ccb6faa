"""JSON lines: requests from the server on descriptor 0, answers and exits to it on descriptor 1.

Request  {"id": 7, "operation": "kill", ...}
Answer   {"id": 7, "result": {...}} or {"id": 7, "error": "text"}
Event    {"event": "exit", ...}
"""

import json
import os

READ_BYTES = 65536


class Messages:
    def __init__(self, on_request, on_end):
        self._on_request = on_request
        self._on_end = on_end
        self._rest = b""

    def read(self):
        chunk = os.read(0, READ_BYTES)
        if not chunk:
            self._on_end()
            return
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._on_request(json.loads(line))

    def answer(self, request_id, result):
        self._write({"id": request_id, "result": result})

    def refuse(self, request_id, reason):
        self._write({"id": request_id, "error": str(reason)})

    def event(self, name, **fields):
        self._write({"event": name, **fields})

    def _write(self, message):
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        try:
            while line:
                line = line[os.write(1, line) :]
        except OSError:
            # The server is gone; the end of descriptor 0 tells the loop so.
            pass

"""Runs a Python function inside a sandbox. Started as `python3 -I -S bootstrap.py <commandFd> <outcomeFd>`; see PROTOCOL.md.

Only what is needed before the first call is imported: every module here is paid by every cold start.
"""

import json
import os
import struct
import sys

INIT, INVOKE, DRAIN = 0x01, 0x02, 0x04
READY, INITIALISED, INIT_FAILED, RESULT, ERROR, INVALID_EVENT = 0x81, 0x82, 0x83, 0x85, 0x86, 0x87

HEADER = struct.Struct("<IBBHI")
INVOKE_PREFIX = struct.Struct("<36sQI")
READ_BYTES = 65536


class Channel:
    """Both pipes to the host. Keeps what was read beyond the frame that was asked for."""

    def __init__(self, command_fd, outcome_fd):
        self.command_fd = command_fd
        self.outcome_fd = outcome_fd
        self.buffer = b""
        os.set_inheritable(command_fd, False)
        os.set_inheritable(outcome_fd, False)

    def receive(self):
        """The next frame as (type, invocation, payload); None when the host has gone."""
        buffer = self.buffer
        while len(buffer) < HEADER.size:
            chunk = os.read(self.command_fd, READ_BYTES)
            if not chunk:
                return None
            buffer = buffer + chunk if buffer else chunk
        length, kind, _flags, _reserved, invocation = HEADER.unpack_from(buffer)
        end = HEADER.size + length
        if len(buffer) < end:
            buffer = self.read_until(buffer, end)
            if buffer is None:
                return None
        self.buffer = buffer[end:]
        return kind, invocation, buffer[HEADER.size : end]

    def read_until(self, start, end):
        parts, size = [start], len(start)
        while size < end:
            chunk = os.read(self.command_fd, max(READ_BYTES, end - size))
            if not chunk:
                return None
            parts.append(chunk)
            size += len(chunk)
        return b"".join(parts)

    def send(self, kind, invocation, payload=b""):
        frame = HEADER.pack(len(payload), kind, 0, 0, invocation) + payload
        written = os.write(self.outcome_fd, frame)
        while written < len(frame):
            frame = memoryview(frame)[written:]
            written = os.write(self.outcome_fd, frame)


def provide_builtins():
    """What the `site` module would have defined; functions use it, and -S leaves it out."""
    import builtins

    def leave(code=None):
        raise SystemExit(code)

    builtins.exit = leave
    builtins.quit = leave


def open_output():
    """Line-buffered, so that what a function printed is there even when it is killed."""
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def flush_output():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # The function may have closed or replaced it with anything.
            pass
    if "ctypes" in sys.modules:
        # C code that the function called may have printed; its buffer is not Python's.
        import ctypes

        ctypes.CDLL(None).fflush(None)


def main():
    channel = Channel(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = ["bootstrap"]
    provide_builtins()
    open_output()
    version = ".".join(str(part) for part in sys.version_info[:3])
    channel.send(READY, 0, b'{"protocol":1,"runtime":"python","version":"%s"}' % version.encode())
    serve(channel, os.getpid())


def serve(channel, process_id):
    function = None
    while True:
        frame = channel.receive()
        if frame is None or frame[0] == DRAIN:
            return
        kind, invocation, payload = frame
        if kind == INIT:
            from function import load_function

            function, error = load_function(json.loads(payload))
            flush_output()
            if error is None:
                channel.send(INITIALISED, 0)
            else:
                channel.send(INIT_FAILED, 0, error)
        elif kind == INVOKE:
            answer, document = run(function, payload)
            flush_output()
            # A child that the function forked comes out here too; only the sandbox's own process answers.
            if os.getpid() != process_id:
                os._exit(0)
            channel.send(answer, invocation, document)


def run(function, payload):
    request_id, deadline_ms, extras_length = INVOKE_PREFIX.unpack_from(payload)
    start = INVOKE_PREFIX.size + extras_length
    extras = json.loads(payload[INVOKE_PREFIX.size : start]) if extras_length else None
    try:
        event = json.loads(str(memoryview(payload)[start:], "utf-8"))
    except ValueError as error:
        return INVALID_EVENT, str(error).encode("utf-8", "backslashreplace")
    failed, document = function.call(event, request_id.decode("ascii"), deadline_ms, extras)
    return (ERROR if failed else RESULT), document


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    main()

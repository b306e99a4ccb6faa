"""Frames to and from the host; the layout is in PROTOCOL.md."""

from os import read, write
from select import POLLIN, poll
from struct import Struct

INIT, INVOKE, DRAIN = 0x01, 0x02, 0x04
INITIALISED, INIT_FAILED, RESULT, ERROR, INVALID_EVENT = 0x82, 0x83, 0x85, 0x86, 0x87

HEADER = Struct("<IBBHI")
HEADER_BYTES = HEADER.size
READ_BYTES = 65536


class Channel:
    """Both pipes to the host. Keeps what was read beyond the frame that was asked for."""

    __slots__ = ("calls", "command_fd", "invocation", "outcome_fd", "unread", "wait")

    def __init__(self, command_fd, outcome_fd):
        self.command_fd = command_fd
        self.outcome_fd = outcome_fd
        self.unread = b""
        commands = poll()
        commands.register(command_fd, POLLIN)
        self.wait = commands.poll
        # The number of the running invocation; 0 when none runs.
        self.invocation = 0
        # Made when the function first calls another one.
        self.calls = None

    def invoke(self, function_name, payload, qualifier):
        """What the called function returned. Raises an InvokeError when it failed or did not run."""
        from skein_runtime.calls import calls_of

        return calls_of(self).invoke(function_name, payload, qualifier)

    def end_calls(self):
        """Before the answer is sent: none of the function's threads may write or read any longer."""
        self.invocation = 0
        if self.calls is not None:
            self.calls.end()

    def receive(self):
        """The next frame as (type, invocation, payload); None when the host has gone."""
        data = self.unread
        while len(data) < HEADER_BYTES:
            # A process that is killed while it waits in `read` may still take the event with it; then nobody could tell whether it ran.
            self.wait()
            chunk = read(self.command_fd, READ_BYTES)
            if not chunk:
                return None
            data = data + chunk if data else chunk
        length, kind, _flags, _reserved, invocation = HEADER.unpack_from(data)
        end = HEADER_BYTES + length
        if len(data) < end:
            data = self.read_until(data, end)
            if data is None:
                return None
        self.unread = data[end:]
        return kind, invocation, data[HEADER_BYTES:end]

    def read_until(self, start, end):
        """`start` and what follows it, at least up to `end`: collected and joined once, however many pieces it comes in."""
        parts, size = [start], len(start)
        while size < end:
            chunk = read(self.command_fd, READ_BYTES)
            if not chunk:
                return None
            parts.append(chunk)
            size += len(chunk)
        return b"".join(parts)

    def send(self, kind, invocation, payload=b""):
        frame = HEADER.pack(len(payload), kind, 0, 0, invocation) + payload
        written = write(self.outcome_fd, frame)
        if written < len(frame):
            rest = memoryview(frame)[written:]
            while rest:
                rest = rest[write(self.outcome_fd, rest) :]

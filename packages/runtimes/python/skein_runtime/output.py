"""What the function prints: file descriptors 1 and 2, which are the log."""

import sys
from os import write

stdout, stderr = sys.stdout, sys.stderr
STREAMS = (("stdout", stdout), ("stderr", stderr))
# Modules of the standard library lie here; none of them prints by C's own buffered output.
standard_dirs = tuple(directory + "/" for directory in sys.path)
modules_seen = 0
flush_c_output = None


def open_output():
    """Line by line, so that what a function printed is there even when it is killed."""
    for stream in (stdout, stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def flush_output():
    """Empties every buffer that may hold output, also when the function closed or replaced the streams."""
    for name, original in STREAMS:
        replaced = getattr(sys, name, None)
        if replaced is not original:
            flush(replaced)
    flush(stdout)
    flush(stderr)
    if len(sys.modules) != modules_seen:
        look_for_c_code()
    if flush_c_output is not None:
        flush_c_output(None)


def flush(stream):
    try:
        stream.flush()
    except BaseException:  # noqa: BLE001 -- it may be closed, or anything the function put there
        pass


def look_for_c_code():
    """Code in C has output buffers of its own. It is there once `ctypes` or a compiled module that is not Python's own was imported."""
    global modules_seen, flush_c_output
    modules_seen = len(sys.modules)
    if flush_c_output is None and ("_ctypes" in sys.modules or any(map(is_foreign, list(sys.modules.values())))):
        try:
            import ctypes

            flush_c_output = ctypes.CDLL(None).fflush
        except Exception:  # noqa: BLE001 -- the function may have a module of its own by that name
            pass


def is_foreign(module):
    try:
        file = module.__file__
    except BaseException:  # noqa: BLE001 -- what stands for a module may be anything, such as one that is only loaded when it is used
        return False
    return isinstance(file, str) and file.endswith(".so") and not file.startswith(standard_dirs)


def write_log(text):
    """Writes past the function's streams, after what they hold."""
    flush_output()
    rest = text.encode("utf-8", "backslashreplace")
    try:
        while rest:
            rest = rest[write(1, rest) :]
    except OSError:
        # The function closed its own log.
        pass

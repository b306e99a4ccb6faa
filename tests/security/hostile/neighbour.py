"""A function that others may want something of: settles in its sandbox, and says what it has there."""

import ctypes
import os
import socket
import subprocess
import tempfile

KEPT = {}
IPC_PRIVATE = 0
IPC_CREAT_FOR_ALL = 0o1666
IPC_RMID = 0
SECRET = b"of another sandbox"


def handler(event, _context):
    if "settle" not in event:
        return event
    return KEPT["place"] if "place" in KEPT else settle(event["settle"])


def settle(marker):
    listener = socket.create_server(("127.0.0.1", 0))
    named = socket.socket(socket.AF_UNIX)
    named.bind("\0" + marker)
    named.listen()
    KEPT["open"] = [listener, named, subprocess.Popen(["/bin/sh", "-c", "read line", marker], stdin=subprocess.PIPE)]
    KEPT["place"] = {
        "port": listener.getsockname()[1],
        "socketName": marker,
        "argument": marker,
        "file": write(os.path.join(tempfile.gettempdir(), marker)),
        "sharedFile": write("/dev/shm/" + marker),
        "sharedMemory": share_memory(),
    }
    return KEPT["place"]


def write(path):
    with open(path, "wb") as file:
        file.write(SECRET)
    return path


def share_memory():
    """A segment that goes with the last process that uses it, and can be found by its number until then."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.shmget(IPC_PRIVATE, 4096, IPC_CREAT_FOR_ALL)
    libc.shmat.restype = ctypes.c_void_p
    libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
    ctypes.memmove(libc.shmat(number, None, 0), SECRET, len(SECRET))
    libc.shmctl(number, IPC_RMID, None)
    return number

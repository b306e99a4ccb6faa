"""A function that takes what it can get, until it is stopped."""

import os
import socket
import tempfile
import threading

MEGABYTE = 1024 * 1024
PROCESSES = 8


def fork_bomb():
    while True:
        try:
            os.fork()
        except OSError:
            pass


def memory():
    """Children take it, so that what the limit kills is begun anew."""
    while True:
        child = os.fork()
        if child == 0:
            held = []
            while True:
                held.append(b"x" * MEGABYTE)
        os.waitpid(child, 0)


def temporary():
    with open(os.path.join(tempfile.gettempdir(), "full"), "wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(MEGABYTE))
            except OSError:
                file.truncate(0)
                file.seek(0)


def log():
    line = b"x" * 65535 + b"\n"
    while True:
        os.write(1, line)


def processor():
    for _ in range(PROCESSES):
        if os.fork() == 0:
            break
    spin()


def socket_buffers():
    """Connections to itself that nobody reads: what is sent is kept by the kernel."""
    listener = socket.create_server(("127.0.0.1", 0))
    kept = []
    while True:
        try:
            sender = socket.create_connection(listener.getsockname())
            kept.append((sender, listener.accept()))
            sender.setblocking(False)
            while sender.send(bytes(MEGABYTE)):
                pass
        except OSError:
            pass


def threads():
    """As many as there may be, each of which wants to run: in Python they also fight for its one lock."""
    threading.stack_size(64 * 1024)
    while True:
        try:
            threading.Thread(target=spin).start()
        except RuntimeError:
            spin()


def spin():
    while True:
        pass


def nothing():
    pass


def handler(event, _context):
    return globals()[event["take"]]()

"""A function that takes what it can get, until it is stopped."""

import os
import socket
import tempfile

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
    while True:
        pass


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


def handler(event, _context):
    return globals()[event["take"]]()

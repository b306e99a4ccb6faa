"""A process beside the launcher that makes disks: mounting a new file system is mostly waiting, and the launcher has others to serve."""

import collections
import os
import socket

import spawn

MESSAGE_BYTES = 4096


class DiskMaker:
    """Has disks made, one after the other, and calls `on_made(disk, None)`, with a detached mount, or `on_made(None, reason)`."""

    def __init__(self, loop, disks):
        self._loop = loop
        self._disks = disks
        # Size and handler of what has been asked for, in the order in which it comes.
        self._orders = collections.deque()
        self._socket, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        launcher_pid = os.getpid()
        if spawn.fork() == 0:
            _serve(launcher_pid, other_end, disks)
        other_end.close()
        loop.watch(self._socket.fileno(), self._receive)

    def order(self, size_mb, on_made):
        if self._socket is None:
            self._make_here(size_mb, on_made)
            return
        self._orders.append((size_mb, on_made))
        try:
            self._socket.send(str(size_mb).encode())
        except OSError:
            # It has died; the end of its socket will be read next.
            pass

    def _receive(self):
        text, descriptors, _, _ = socket.recv_fds(self._socket, MESSAGE_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        if not text:
            self._do_without()
            return
        _, on_made = self._orders.popleft()
        if descriptors:
            on_made(descriptors[0], None)
        else:
            on_made(None, text.decode(errors="replace"))

    def _do_without(self):
        """Whoever ended it, sandboxes still need disks."""
        self._loop.forget(self._socket.fileno())
        self._socket.close()
        self._socket = None
        while self._orders:
            self._make_here(*self._orders.popleft())

    def _make_here(self, size_mb, on_made):
        try:
            disk = self._disks.make(size_mb)
        except Exception as error:  # as `_serve` tells it
            on_made(None, str(error))
        else:
            on_made(disk, None)


def _serve(launcher_pid, orders, disks):
    """Never returns: nothing may escape into the launcher's code in the child."""
    try:
        spawn.close_all_but([0, 1, 2, orders.fileno(), *disks.kept_descriptors()])
        spawn.die_with(launcher_pid)
        while size_mb := orders.recv(MESSAGE_BYTES):
            _answer(orders, disks, int(size_mb))
    finally:
        os._exit(0)


def _answer(orders, disks, size_mb):
    try:
        disk = disks.make(size_mb)
    except Exception as error:  # the next disk may be possible
        orders.send(str(error).encode()[:MESSAGE_BYTES] or b"unknown error")
        return
    socket.send_fds(orders, [b"disk"], [disk])
    os.close(disk)

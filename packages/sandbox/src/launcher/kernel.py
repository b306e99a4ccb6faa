"""The system calls that Python has no function for. Numbers and constants from the kernel's user headers (include/uapi/linux).

System calls from 424 on have the same number on every architecture.
"""

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000

MS_PRIVATE = 0x40000

MOUNT_ATTR_RDONLY = 0x1
MOUNT_ATTR_NOSUID = 0x2
MOUNT_ATTR_NODEV = 0x4
MOUNT_ATTR_NOATIME = 0x10

_SYS_OPEN_TREE = 428
_SYS_MOVE_MOUNT = 429
_SYS_FSOPEN = 430
_SYS_FSCONFIG = 431
_SYS_FSMOUNT = 432
_SYS_MOUNT_SETATTR = 442

_AT_FDCWD = -100
_AT_EMPTY_PATH = 0x1000
_OPEN_TREE_CLONE = 1
_OPEN_TREE_CLOEXEC = os.O_CLOEXEC
_MOVE_MOUNT_F_EMPTY_PATH = 0x4
_FSOPEN_CLOEXEC = 0x1
_FSMOUNT_CLOEXEC = 0x1
_FSCONFIG_SET_FLAG = 0
_FSCONFIG_SET_STRING = 1
_FSCONFIG_CMD_CREATE = 6

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    """struct mount_attr."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


def prctl(option, value):
    zero = ctypes.c_ulong(0)
    _check(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), "prctl")


def unshare(flags):
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor, kind):
    _check(_libc.setns(descriptor, kind), "setns")


def clone_tree(path):
    """A detached copy of the mount at a folder, showing that folder and what is below it on the same file system."""
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC
    return _call("open_tree", _SYS_OPEN_TREE, _AT_FDCWD, os.fsencode(path), flags)


def restrict_mount(descriptor, attributes):
    """Adds attributes to a detached mount, and makes it deaf to what is mounted at the place it was copied from."""
    wanted = _MountAttributes(attributes, 0, MS_PRIVATE, 0)
    _call("mount_setattr", _SYS_MOUNT_SETATTR, descriptor, b"", _AT_EMPTY_PATH, ctypes.byref(wanted), ctypes.sizeof(wanted))


def attach_mount(descriptor, target):
    """Puts a detached mount on a folder of the mount namespace this process is in."""
    _call("move_mount", _SYS_MOVE_MOUNT, descriptor, b"", _AT_FDCWD, os.fsencode(target), _MOVE_MOUNT_F_EMPTY_PATH)


def new_mount(kind, options, attributes):
    """A detached mount of a new file system. Options are strings, or None for a flag."""
    context = _call("fsopen", _SYS_FSOPEN, kind.encode(), _FSOPEN_CLOEXEC)
    try:
        for name, value in options.items():
            if value is None:
                _call(name, _SYS_FSCONFIG, context, _FSCONFIG_SET_FLAG, name.encode(), None, 0)
            else:
                _call(name, _SYS_FSCONFIG, context, _FSCONFIG_SET_STRING, name.encode(), os.fsencode(value), 0)
        _call(f"mount of {kind}", _SYS_FSCONFIG, context, _FSCONFIG_CMD_CREATE, None, None, 0)
        return _call("fsmount", _SYS_FSMOUNT, context, _FSMOUNT_CLOEXEC, attributes)
    finally:
        os.close(context)


def _call(what, number, *arguments):
    # Plain integers would be passed as 32 bits; the kernel reads 64.
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *wide), what)


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result

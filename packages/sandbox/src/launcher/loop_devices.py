"""Block devices whose content is a file; loop(4). Constants from include/uapi/linux/loop.h."""

import errno
import fcntl
import os
import struct

_LOOP_CTL_GET_FREE = 0x4C82
_LOOP_CONFIGURE = 0x4C0A
_LO_FLAGS_AUTOCLEAR = 4
_LO_FLAGS_DIRECT_IO = 16
_ATTEMPTS = 20

# struct loop_config: fd, block_size, struct loop_info64 (five u64, four u32 of which lo_flags is the last, texts and keys), reserved.
_CONFIG = struct.Struct("=II5Q4I64s64s32s2Q8Q")


def attach(file_descriptor):
    """Attaches a file to a free loop device that lets go of it by itself when nothing uses it any more.

    Returns the device's path and an open descriptor, which keeps the device until something else (a mount) does.
    """
    for _ in range(_ATTEMPTS):
        device = _free_device()
        path = f"/dev/loop{device}"
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            _configure(descriptor, file_descriptor)
            return path, descriptor
        except OSError as error:
            os.close(descriptor)
            # Somebody else took the device between the two steps.
            if error.errno != errno.EBUSY:
                raise
    raise OSError(errno.EBUSY, "no loop device is free")


def _free_device():
    control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
    try:
        return fcntl.ioctl(control, _LOOP_CTL_GET_FREE)
    finally:
        os.close(control)


def _configure(device, file_descriptor):
    # Direct: the file system on the device has a page cache of its own; a second one below it would only take memory.
    flags = _LO_FLAGS_AUTOCLEAR | _LO_FLAGS_DIRECT_IO
    numbers = [0] * 5 + [0, 0, 0, flags]
    fcntl.ioctl(device, _LOOP_CONFIGURE, _CONFIG.pack(file_descriptor, 0, *numbers, b"", b"", b"", 0, 0, *[0] * 8))

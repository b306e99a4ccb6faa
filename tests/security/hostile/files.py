"""Attempts to read and write what is not the function's."""

import ctypes
import os
import stat
import tempfile

import kernel
from attempts import any_of, attempt, first_of

CODE_FOLDER = os.path.dirname(os.path.abspath(__file__))
TEMPORARY_FOLDER = os.path.realpath(tempfile.gettempdir())
# Kernel interfaces have attempts of their own. /dev/shm is memory of the sandbox's own, and filling it is an attempt too.
NOT_WALKED = ("/proc", "/sys", "/dev/shm", TEMPORARY_FOLDER)
BLOCK_DEVICE_NUMBERS = ((8, 0), (254, 0), (259, 0), (7, 0), (253, 0), (1, 1))


def read(path):
    with open(path, "rb") as file:
        return file.read(4096)


def create(folder):
    """Makes a file, and removes it."""
    path = os.path.join(folder, f"skein-escape-{os.getpid()}")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.unlink(path)
    return folder


def append(path):
    """Opens a file for writing, and leaves it as it is."""
    os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    return path


@attempt("read /etc/shadow")
def read_shadow(_world):
    return b":" in read("/etc/shadow")


@attempt("read another function's code")
def read_other_code(world):
    folder = os.path.dirname(world["otherCode"])
    return any_of(lambda: read(world["otherCode"]), lambda: os.listdir(folder), lambda: os.listdir(os.path.dirname(folder)))


@attempt("read the data folder")
def read_data_folder(world):
    folder = world["dataFolder"]
    return any_of(lambda: os.listdir(folder), lambda: read(os.path.join(folder, "skein.db")))


@attempt("write outside /tmp")
def write_outside_temporary(_world):
    return first_of(writable_places())


def writable_places():
    """Ways to write whatever this user may write in the whole tree, those first that are open to all on most machines."""
    for folder in ("/var/tmp", "/tmp", "/run"):
        if os.path.realpath(folder) != TEMPORARY_FOLDER:
            yield lambda folder=folder: create(folder)
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in NOT_WALKED]
        if os.access(folder, os.W_OK):
            yield lambda folder=folder: create(folder)
        for name in files:
            path = os.path.join(folder, name)
            if os.access(path, os.W_OK) and stat.S_ISREG(os.stat(path).st_mode):
                yield lambda path=path: append(path)


@attempt("write its own code")
def write_own_code(_world):
    own = os.path.join(CODE_FOLDER, "files.py")
    return any_of(
        lambda: append(own),
        lambda: append_through_descriptor(own),
        lambda: create(CODE_FOLDER),
        lambda: os.chmod(own, 0o666) or append(own),
        lambda: os.rename(own, own + ".other") or os.rename(own + ".other", own) or own,
        lambda: os.utime(own) or own,
        lambda: link_into_temporary(own),
    )


def append_through_descriptor(path):
    """Opens a file that is open for reading once more, for writing."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return append(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def link_into_temporary(path):
    """A second name for the file, in a folder that may be written."""
    name = os.path.join(TEMPORARY_FOLDER, f"skein-escape-{os.getpid()}")
    os.link(path, name)
    try:
        return append(name)
    finally:
        os.unlink(name)


@attempt("follow symbolic links to the host")
def follow_links(world):
    secret = world["secretFile"]
    return any_of(
        *(lambda target=target: read_through_link(target) for target in (secret, "/proc/1/root" + secret, "/proc/1/cwd/" + secret))
    )


def read_through_link(target):
    link = os.path.join(TEMPORARY_FOLDER, f"skein-link-{os.getpid()}")
    os.symlink(target, link)
    try:
        return read(link)
    finally:
        os.unlink(link)


@attempt("open files by handle, past the mounts")
def open_by_handle(_world):
    """A handle names a file of a whole file system, also outside what is mounted of it."""
    handle = ctypes.create_string_buffer(8 + 128)
    ctypes.c_uint32.from_buffer(handle, 0).value = 128
    mount = ctypes.c_int()
    folder = os.open(CODE_FOLDER, os.O_RDONLY)
    kernel.call("name_to_handle_at", folder, b"", handle, ctypes.byref(mount), kernel.AT_EMPTY_PATH)
    return f"descriptor {kernel.call('open_by_handle_at', folder, handle, os.O_RDONLY)}"


@attempt("open devices of the host")
def open_devices(_world):
    made = [lambda number=number: make_device(*number) for number in BLOCK_DEVICE_NUMBERS]
    there = [
        lambda name=name: append("/dev/" + name) for name in ("mem", "kmsg", "vda", "sda", "nvme0n1", "loop-control", "mapper/control")
    ]
    return any_of(*there, *made)


def make_device(major, minor):
    path = os.path.join(TEMPORARY_FOLDER, f"skein-device-{os.getpid()}")
    os.mknod(path, stat.S_IFBLK | 0o600, os.makedev(major, minor))
    try:
        os.close(os.open(path, os.O_RDONLY))
        return f"block device {major}:{minor}"
    finally:
        os.unlink(path)

"""What is mounted at `/tmp` of a sandbox: a file system of its own with a fixed size.

Best is a sparse file on the host's disk behind a loop device. It is not memory, and a full one answers "no space left".
The file has no name and the mount is in no table but the sandbox's, so the kernel gives everything back when the sandbox is gone,
also when nobody is left to tidy up. Where loop devices cannot be used, it is a tmpfs, which is memory.
"""

import math
import os
import subprocess

import kernel
import loop_devices

MEGABYTE = 1 << 20
MAKE_FILE_SYSTEM = ("/sbin/mkfs.ext4", "/usr/sbin/mkfs.ext4")
# No journal and no reserved blocks: nobody will repair this file system.
_FORMAT = ["-q", "-F", "-O", "^has_journal,^resize_inode,^huge_file,uninit_bg", "-m", "0", "-i", "16384", "-b", "4096"]
_EXTENDED = ["-E", "lazy_itable_init=1,nodiscard,root_owner=0:0"]
_OPTIONS = {"nobarrier": None, "noinit_itable": None}
_ATTRIBUTES = kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV | kernel.MOUNT_ATTR_NOATIME
# Anybody may write, and delete only what is theirs, as everywhere in the world of /tmp.
_ROOT_MODE = 0o1777


class LoopDisks:
    """Makes disks as copies of an empty one, formatted once for each size."""

    kind = "loop"

    def __init__(self, folder):
        self._folder = folder
        self._templates = {}

    def make(self, size_mb):
        """A detached mount with at least this much free space."""
        template = self._templates.get(size_mb) or self._format(size_mb)
        image = self._open_nameless()
        try:
            _copy_sparse(template, image)
            return _mount(image)
        finally:
            os.close(image)

    def kept_descriptors(self):
        """What a process that goes on making disks has to keep open."""
        return list(self._templates.values())

    def _format(self, size_mb):
        image = self._open_nameless()
        os.truncate(image, _image_megabytes(size_mb) * MEGABYTE)
        program = next(filter(os.path.exists, MAKE_FILE_SYSTEM), MAKE_FILE_SYSTEM[0])
        arguments = [program, *_FORMAT, *_EXTENDED, f"/proc/self/fd/{image}"]
        subprocess.run(arguments, pass_fds=[image], env={}, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        mount = _mount(image)
        os.rmdir(f"/proc/self/fd/{mount}/lost+found")
        os.chmod(f"/proc/self/fd/{mount}", _ROOT_MODE)
        os.close(mount)
        self._templates[size_mb] = image
        return image

    def _open_nameless(self):
        path = os.path.join(self._folder, f"disk-{os.getpid()}")
        image = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.unlink(path)
        return image


class MemoryDisks:
    """Disks in memory. What a function writes to one counts as memory that it uses."""

    kind = "memory"

    def kept_descriptors(self):
        return []

    def make(self, size_mb):
        return kernel.new_mount("tmpfs", {"size": f"{size_mb}m", "mode": f"{_ROOT_MODE:o}"}, _ATTRIBUTES)


def choose_disks(folder, size_mb, may_use_loop):
    """The best kind of disk this process can make, tried by making one; and why it is not the best of all, if so."""
    try:
        if not may_use_loop:
            raise OSError("loop devices are not wanted")
        disks = LoopDisks(folder)
        os.close(disks.make(size_mb))
        return disks, None
    except (OSError, subprocess.SubprocessError) as error:
        return MemoryDisks(), str(error)


def _image_megabytes(size_mb):
    """Size of an image with so much free space: ext4 needs 256 bytes for each 16 KB and keeps 2 %, at most 16 MB, to itself."""
    return size_mb + math.ceil(size_mb * 0.018) + min(16, math.ceil(size_mb * 0.022)) + 2


def _copy_sparse(source, target):
    size = os.fstat(source).st_size
    os.truncate(target, size)
    position = 0
    while True:
        try:
            position = os.lseek(source, position, os.SEEK_DATA)
        except OSError:
            return
        end = os.lseek(source, position, os.SEEK_HOLE)
        while position < end:
            position += os.copy_file_range(source, target, end - position, position, position)


def _mount(image):
    path, device = loop_devices.attach(image)
    try:
        return kernel.new_mount("ext4", {"source": path, **_OPTIONS}, _ATTRIBUTES)
    finally:
        os.close(device)

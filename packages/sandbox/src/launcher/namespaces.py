"""Mounts in a sandbox that already runs, by entering its mount namespace for a moment.

Safe only before the sandbox has run any user code, which could otherwise trick us by what it put at the mount points.
"""

import os

import kernel
import spawn

_READ_ONLY_CODE = kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV


def code_mount(code_folder):
    """A detached, read-only mount of a folder of the host."""
    mount = kernel.clone_tree(code_folder)
    try:
        kernel.restrict_mount(mount, _READ_ONLY_CODE)
    except OSError:
        os.close(mount)
        raise
    return mount


class MountNamespaces:
    """Enters other mount namespaces and comes back. Forking for it would be safer to read, and take ten times as long."""

    def __init__(self):
        self._own = os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        # Entering a namespace also changes the root, which need not have been that of our own namespace.
        self._root = os.open("/", os.O_PATH | os.O_CLOEXEC)

    def attach(self, pid, mounts):
        """Puts detached mounts, {folder inside: descriptor}, into the mount namespace of a process."""
        namespace = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        try:
            kernel.setns(namespace, kernel.CLONE_NEWNS)
            try:
                _attach_here(mounts)
            finally:
                self._come_back()
        finally:
            os.close(namespace)

    def _come_back(self):
        try:
            kernel.setns(self._own, kernel.CLONE_NEWNS)
            os.fchdir(self._root)
            os.chroot(".")
        except OSError:
            # A launcher that is lost in a sandbox's files must not touch anything; its end kills the sandboxes.
            os._exit(1)


def _attach_here(mounts):
    if not os.statvfs("/").f_flag & os.ST_RDONLY:
        raise OSError("the sandbox is not set up yet: its root can still be written to")
    for folder, mount in mounts.items():
        kernel.attach_mount(mount, folder)


def has_any(pid):
    """Whether a process is still in namespaces; one that is ending is not."""
    try:
        os.stat(f"/proc/{pid}/ns/mnt")
    except (FileNotFoundError, ProcessLookupError):
        return False
    except OSError:
        # Not ours to look at, so it is there.
        pass
    return True


def own_user_namespace(some_folder):
    """Enters a user and a mount namespace of this process's own, where it may do to its sandboxes what otherwise only root may.

    Users keep their numbers. Whoever is not root inside loses these rights on exec, so what we start has none of them.
    Tried in a child first, since there is no way back out of a namespace that turns out to be of no use.
    """
    spawn.in_child(lambda: (_enter_user_namespace(), os.close(code_mount(some_folder))))
    _enter_user_namespace()


def _enter_user_namespace():
    user, group = os.getuid(), os.getgid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def _write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)

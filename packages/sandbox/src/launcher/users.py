"""Numbers of users that no person and no other program has, one for each live sandbox."""

import fcntl
import os

LOCK_FOLDER = "/run/skein"
BLOCK_SIZE = 5_000
# Unused by distributions and by systemd (systemd.io, "Users, Groups, UIDs and GIDs on systemd Systems").
FIRST_BLOCKS = range(1_900_000_000, 1_901_000_000, BLOCK_SIZE)
# In a container that has only the usual 65,536 users.
FIRST_BLOCKS_IN_CONTAINERS = range(30_000, 60_000, BLOCK_SIZE)


def reserve_block():
    """First of `BLOCK_SIZE` numbers that are ours until this process ends. Other Skein servers on this machine get other blocks."""
    os.makedirs(LOCK_FOLDER, mode=0o700, exist_ok=True)
    for first in [*FIRST_BLOCKS, *FIRST_BLOCKS_IN_CONTAINERS]:
        if _is_mapped(first, BLOCK_SIZE) and _lock(os.path.join(LOCK_FOLDER, f"users-{first}.lock")):
            return first
    raise OSError("no free block of user numbers for sandboxes")


def _lock(path):
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # The descriptor stays open, and with it the lock, until this process ends.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        os.close(descriptor)
        return False


def _is_mapped(first, count):
    with open("/proc/self/uid_map", encoding="ascii") as lines:
        ranges = [(int(inside), int(size)) for inside, _, size in map(str.split, lines)]
    return any(inside <= first and first + count <= inside + size for inside, size in ranges)

"""Estimates pi with a hundred tasks: each throws darts on its own, and what they hit is put together here."""

import random

from skein_faas import SkeinExecutor


def count_hits(seed, darts):
    # What a function needs it imports itself: it runs in a sandbox that knows nothing of this file.
    import random

    chance = random.Random(seed)
    return sum(chance.random() ** 2 + chance.random() ** 2 < 1 for _ in range(darts))


def main(tasks=100, darts=20_000):
    seeds = [random.randrange(2**32) for _ in range(tasks)]
    with SkeinExecutor() as executor:
        hits = sum(executor.map(count_hits, seeds, [darts] * tasks))
    print(f"{tasks} tasks with {darts} darts each: pi is about {4 * hits / (tasks * darts):.4f}")


if __name__ == "__main__":
    main()

"""What the demo's versions are fed with: `size` items of 20 kinds, new ones for each seed."""

import random


def make_input(seed, size):
    source = random.Random(seed)
    kinds = [source.randrange(1_000_000) for _ in range(20)]
    return (source.choices(kinds, k=size),)

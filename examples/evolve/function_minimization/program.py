"""Looks for the lowest point of sin(x) cos(y) + sin(x y) + (x^2 + y^2) / 20."""

import math
import random

# EVOLVE-BLOCK-START
STEP = 0.1
TRIES = 60


def search(chance):
    """Walk from a random point, accepting only steps down."""
    x, y = chance.uniform(-5, 5), chance.uniform(-5, 5)
    for _ in range(TRIES):
        near = x + chance.gauss(0, STEP), y + chance.gauss(0, STEP)
        if value(*near) < value(x, y):
            x, y = near
    return x, y


# EVOLVE-BLOCK-END


def value(x, y):
    """The function to minimize."""
    return math.sin(x) * math.cos(y) + math.sin(x * y) + (x * x + y * y) / 20


def run_search(seed):
    """The point that the search finds with this seed."""
    return search(random.Random(seed))

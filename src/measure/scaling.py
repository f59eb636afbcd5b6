"""Finds how large an input must be for a program's own work to be measurable."""

from src.core.errors import Declined
from src.core.ports import Session
from src.measure.sampling import Sample, sample_of

LEAST_MS, MOST_MS = 5.0, 50.0
LARGEST = 2_000_000
TRIES = 3


def find_size(session: Session, start: int) -> tuple[int, Sample]:
    """The size at which the work takes 5 to 50 ms of CPU, or the nearest that can be had.

    Grows or shrinks from `start`; a program whose cost does not follow the size keeps `start`.
    Raises Declined if it fails at `start` already.
    """
    size, cost = start, _typical(session, start)
    best = (size, cost)
    while cost.cpu < LEAST_MS and size < LARGEST:
        size = min(LARGEST, int(size * max(2.0, min(10.0, LEAST_MS / max(cost.cpu, 0.05)))))
        try:
            grown = _typical(session, size)
        except Declined:
            # The program's own limit: what was measurable below it has to do.
            return best
        if grown.cpu > 4 * MOST_MS:
            return best if best[1].cpu > 0.5 else (size, grown)
        best, cost = (size, grown), grown
    while cost.cpu > MOST_MS and size > 1:
        size = max(1, size // 2)
        cost = _typical(session, size)
        best = (size, cost)
    return best


def _typical(session: Session, size: int) -> Sample:
    """The cheapest of a few runs."""
    runs = [
        sample_of(session.run({"seed": seed, "size": size, "describe": False}))
        for seed in range(TRIES)
    ]
    return min(runs, key=lambda sample: sample.cpu)

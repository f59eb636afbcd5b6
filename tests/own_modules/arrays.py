"""Works with numpy."""

import numpy


def spread(values: list[float]) -> float:
    """The largest distance from the mean.

    >>> spread([1.0, 2.0, 6.0])
    3.0
    """
    if not values:
        return 0.0
    distances = []
    for value in values:
        distances.append(abs(value - numpy.mean(values)))
    return float(max(distances))

"""Filters the noise out of a signal, value by value."""

# EVOLVE-BLOCK-START
WEIGHT = 0.9


def smooth(signal):
    """Exponential smoothing: each value is a mix of the new value and the last result."""
    result = [signal[0]]
    for value in signal[1:]:
        result.append(WEIGHT * value + (1 - WEIGHT) * result[-1])
    return result


# EVOLVE-BLOCK-END

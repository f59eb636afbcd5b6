"""Places five circles in the unit square."""

# EVOLVE-BLOCK-START
CORNER = 0.2
CORNER_RADIUS = 0.15
CENTER_RADIUS = 0.1


def pack():
    """Four circles near the corners, one in the middle: (x, y, radius) each."""
    low, high = CORNER, 1 - CORNER
    corners = [(x, y, CORNER_RADIUS) for x in (low, high) for y in (low, high)]
    return [*corners, (0.5, 0.5, CENTER_RADIUS)]


# EVOLVE-BLOCK-END

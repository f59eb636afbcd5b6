"""How much is told about a task's steps."""

from enum import IntEnum


class Verbosity(IntEnum):
    """From results only to everything."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2

"""Keeps keys that are typed between two prompts off the screen, and for the next prompt."""

import contextlib
import sys
from collections.abc import Iterator

_INPUT_FLAGS, _LOCAL_FLAGS = 0, 3


def quiet_keys() -> contextlib.AbstractContextManager[None]:
    """Typed keys are not echoed but kept as they are; Ctrl-C still interrupts."""
    return _keys(quiet=True)


def loud_keys() -> contextlib.AbstractContextManager[None]:
    """Within quiet keys: the terminal as other programs expect it."""
    return _keys(quiet=False)


@contextlib.contextmanager
def _keys(quiet: bool) -> Iterator[None]:
    try:
        import termios
    except ImportError:  # Windows: its console does not echo what nobody reads.
        yield
        return
    try:
        number = sys.stdin.fileno()
        before = termios.tcgetattr(number)
    except (termios.error, OSError, ValueError):
        yield
        return
    flags = list(before)
    local = termios.ECHO | termios.ICANON
    if quiet:
        flags[_INPUT_FLAGS] &= ~termios.ICRNL
        flags[_LOCAL_FLAGS] &= ~local
    else:
        flags[_INPUT_FLAGS] |= termios.ICRNL
        flags[_LOCAL_FLAGS] |= local
    termios.tcsetattr(number, termios.TCSANOW, flags)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)

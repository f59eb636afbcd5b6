"""Ends what hangs: a bound on processor time, wide enough for a slow and busy machine."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

HANG = 10.0
"""Seconds; what should take two took less than three on the slowest machine."""


class TookTooLong(BaseException):
    """A text used up its processor time. No reader may catch it."""


@contextmanager
def within_seconds(most: float, text: str) -> Iterator[None]:
    """Raise TookTooLong, with the beginning of the text, once the seconds are used up."""

    def give_up(_number: int, _frame: object) -> None:
        raise TookTooLong(f"takes longer than {most:g} seconds: {text[:2000]!r}")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

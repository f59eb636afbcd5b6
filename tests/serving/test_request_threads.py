"""A cancelled request ends its work, also where its thread has not begun."""

from concurrent.futures import CancelledError
from threading import get_ident

import pytest

from src.serving.request_threads import Call


def test_work_that_was_cancelled_before_it_began_is_not_done() -> None:
    done: list[str] = []
    interrupted: list[int] = []
    call = Call(lambda: done.append("work"), interrupted.append)

    assert not call.cancel()

    with pytest.raises(CancelledError):
        call()
    assert (done, interrupted) == ([], [])


def test_work_is_interrupted_while_it_runs_only() -> None:
    interrupted: list[int] = []
    goes_on: list[bool] = []
    call = Call(lambda: goes_on.append(call.cancel()), interrupted.append)

    call()
    goes_on.append(call.cancel())

    assert (goes_on, interrupted) == ([True, False], [get_ident()])

"""Auto-evolution's thread: what it takes up, when it makes way, how it stops."""

import threading
import time
from collections.abc import Callable, Sequence

from src.autoevolve.worker import MOST_TRIES, AutoEvolver, NodeRank, ShouldStop

SLOW = NodeRank("slow_node", 1, runs=10, own_ms=50.0)
QUICK = NodeRank("quick_node", 1, runs=10, own_ms=0.5)


class Workshop:
    """Improves as it is told to, and lets a test wait for what happens."""

    def __init__(self, ranks: Sequence[NodeRank], blocks: bool = False) -> None:
        self.ranks = ranks
        self.improved: list[str] = []
        self.told: list[str] = []
        self.began = threading.Event()
        self.done = threading.Event()
        self.interrupted = threading.Event()
        self.ended = threading.Event()
        self._blocks = blocks

    def evolver(self) -> AutoEvolver:
        return AutoEvolver(
            lambda: self.ranks, self.improve, self.interrupted.set, self.told.append, 0.01
        )

    def improve(self, chosen: NodeRank, should_stop: ShouldStop) -> str:
        self.improved.append(chosen.node_id)
        self.began.set()
        if self._blocks:
            self.interrupted.wait(60)
        if should_stop():
            self.ended.set()
            return ""
        if len(self.improved) == MOST_TRIES * len(self.ranks):
            self.done.set()
        return ""


def until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < end


def test_the_node_with_most_to_gain_comes_first_and_none_is_tried_for_ever() -> None:
    workshop = Workshop((QUICK, SLOW))
    evolver = workshop.evolver()

    evolver.start()
    assert workshop.done.wait(60)
    evolver.stop()

    assert workshop.improved == ["slow_node"] * MOST_TRIES + ["quick_node"] * MOST_TRIES


def test_off_interrupts_what_is_under_way_and_ends_the_thread() -> None:
    workshop = Workshop((SLOW,), blocks=True)
    evolver = workshop.evolver()
    evolver.start()
    assert workshop.began.wait(60)

    evolver.stop()

    assert not evolver.is_on and workshop.interrupted.is_set()
    assert workshop.ended.wait(60)


def test_off_does_not_wait_for_what_will_not_end() -> None:
    workshop = Workshop((SLOW,), blocks=True)
    deaf = AutoEvolver(
        lambda: workshop.ranks, workshop.improve, lambda: None, workshop.told.append, 0.01
    )
    deaf.start()
    assert workshop.began.wait(60)

    deaf.stop()

    assert not deaf.is_on and not workshop.ended.is_set()
    workshop.interrupted.set()
    assert workshop.ended.wait(60)


def test_a_task_of_the_user_makes_it_give_up_at_once_and_go_on_later() -> None:
    workshop = Workshop((SLOW,), blocks=True)
    evolver = workshop.evolver()
    evolver.start()
    assert workshop.began.wait(60)

    evolver.pause()
    assert workshop.interrupted.wait(60)
    evolver.resume()
    until(lambda: len(workshop.improved) >= 2)
    evolver.stop()

    assert workshop.improved[:2] == ["slow_node", "slow_node"], "what was given up is tried again"


def test_gain_is_use_times_own_time_times_the_room_left() -> None:
    assert SLOW.expected_gain == 500
    assert NodeRank("n", 1, 10, 50.0, fruitless=2).expected_gain == 125

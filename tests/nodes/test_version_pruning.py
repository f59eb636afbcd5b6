"""Which versions go: never an ancestor of the live one."""

import random

from src.domain.node import losing_versions


def test_a_losing_branch_goes_once_it_is_old() -> None:
    parents = {1: 0, 2: 1, 3: 1, 4: 3, 5: 4}

    assert losing_versions(parents, current=5, keep=2) == (2,)
    assert losing_versions(parents, current=5, keep=4) == ()


def test_the_line_of_the_live_version_and_the_latest_stay_in_any_tree() -> None:
    rng = random.Random(5)
    for _ in range(300):
        count, keep = rng.randint(1, 30), rng.randint(0, 8)
        parents = {n: rng.randrange(n) for n in range(1, count + 1)}
        current = rng.randint(1, count)

        gone = set(losing_versions(parents, current, keep))

        line, number = set(), current
        while number:
            line.add(number)
            number = parents[number]
        assert not gone & line
        assert not gone & set(range(max(1, count - keep + 1), count + 1))
        assert gone | line | set(range(max(1, count - keep + 1), count + 1)) == set(parents)


def test_a_record_that_points_at_itself_is_no_endless_walk() -> None:
    assert losing_versions({1: 2, 2: 1, 3: 3}, current=1, keep=0) == (3,)

"""Chooses the versions of a node to delete: old branches that the current one does not need."""

from collections.abc import Mapping


def losing_versions(parents: Mapping[int, int], current: int, keep: int) -> tuple[int, ...]:
    """The versions to remove, of all by number with their parents.

    The rule: the current version and all its ancestors stay; so do the `keep` latest versions,
    whatever became of them; every other version is a branch that lost, and goes.
    """
    latest = set(sorted(parents)[-keep:]) if keep > 0 else set()
    line: set[int] = set()
    number = current
    while number in parents and number not in line:
        line.add(number)
        number = parents[number]
    return tuple(sorted(set(parents) - latest - line))
